import { DOCUMENT_SIZE_BYTES_MAX } from './types.ts';

export type DecodeResult =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | {
      readonly ok: false;
      readonly code: 'document_invalid' | 'document_too_large';
      readonly problem: string;
    };

/**
 * Bytes of a document, or the text that a client sent, to text with plain line ends.
 * A string takes the same way as bytes, so that a document means the same however it arrived.
 */
export function decodeDocument(source: Uint8Array | string): DecodeResult {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  if (bytes.length > DOCUMENT_SIZE_BYTES_MAX) {
    return {
      ok: false,
      code: 'document_too_large',
      problem:
        `The document has ${bytes.length} bytes; the limit is ${DOCUMENT_SIZE_BYTES_MAX}. ` +
        'Move long material into files of the repository and name them in the document.',
    };
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return invalid(`Byte ${nul} of the document is NUL. Save it as plain UTF-8 text.`);
  }
  const decoded = decodeUtf8(bytes);
  if (decoded === null) {
    return invalid('The document is not valid UTF-8. Save it as UTF-8 text and send it again.');
  }
  const notes: string[] = [];
  if (startsWithMark(bytes)) notes.push('A byte order mark was dropped.');
  if (decoded.includes('\r')) notes.push('Line ends were changed to LF.');
  return { ok: true, text: decoded.replace(/\r\n?/g, '\n'), notes };
}

function invalid(problem: string): DecodeResult {
  return { ok: false, code: 'document_invalid', problem };
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Drops a byte order mark as well. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
