import { DOCUMENT_SIZE_BYTES_MAX } from '../runtime/documents/types.ts';
import { MillraceError } from '../runtime/errors/errors.ts';

/** All bytes of a stream, up to the size of a document. */
export async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > DOCUMENT_SIZE_BYTES_MAX) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(): MillraceError {
  return new MillraceError('document_too_large', {
    what: 'More comes in on the standard input than a document may have',
    expected: `at most ${DOCUMENT_SIZE_BYTES_MAX} bytes`,
    next: 'Shorten it, and refer to further material as files of the workspace.',
  });
}
