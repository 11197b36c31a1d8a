import { MillraceError } from '../../runtime/errors/errors.ts';

/** The bytes of a document as text. */
export function documentText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MillraceError('document_invalid', {
      what: 'The file is not valid UTF-8',
      expected: 'a markdown file in UTF-8',
      next: 'Save it as UTF-8 and hand it over again.',
    });
  }
}
