import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { isPrintable, printable, printableJson } from '../../runtime/text/printable.ts';
import { type Shown, textContent } from './pages.ts';

/** Larger bytes are not shown: clients spill them into files or refuse them. */
export const BLOB_BYTES_MAX = 262_144;
export const JSON_TYPE = 'application/json';
export const MERMAID_TYPE = 'text/vnd.mermaid';
export const MARKDOWN_TYPE = 'text/markdown';

export interface Found {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

export function jsonContent(text: string): Found {
  return { bytes: new TextEncoder().encode(printableJson(text)), mime: JSON_TYPE };
}

/** Text where it is text, else a blob, unless it is too large for one. */
export function contentOf(uri: string, found: Found): ReadResourceResult['contents'][0] {
  const text = textOf(uri, found);
  if (text !== null) return textContent(text);
  const { bytes, mime } = found;
  if (bytes.length <= BLOB_BYTES_MAX) {
    return { uri, mimeType: mime, blob: Buffer.from(bytes).toString('base64') };
  }
  const note = `[0 of ${bytes.length} bytes are shown; the whole is a file of the workspace]`;
  return { uri, mimeType: 'text/plain', text: note };
}

/** Null for bytes that are no text. */
export function textOf(uri: string, { bytes, mime }: Found): Shown | null {
  const text = decode(bytes);
  return text === null ? null : { uri, mime, text: shown(text) };
}

/** A file may hold what steers a terminal or hides words; then the text says that it is not all of it. */
function shown(text: string): string {
  if (isPrintable(text)) return text;
  const note = 'control characters are shown as ?, unseen ones are left out; the whole is a file';
  return `${printable(text)}\n[${note} of the workspace]`;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
