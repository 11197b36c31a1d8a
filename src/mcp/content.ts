import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { isPrintable, printable, printableJson } from '../runtime/text/printable.ts';

/** Larger content is cut: clients spill it into files or refuse it. */
export const CONTENT_BYTES_MAX = 262_144;
export const JSON_TYPE = 'application/json';

export interface Found {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

export function jsonContent(text: string): Found {
  return { bytes: new TextEncoder().encode(printableJson(text)), mime: JSON_TYPE };
}

/** Text where it is text, else a blob, and never more than the limit. */
export function contentOf(uri: string, { bytes, mime }: Found): ReadResourceResult['contents'][0] {
  const text = decode(bytes);
  const large = bytes.length > CONTENT_BYTES_MAX;
  if (text === null && !large) {
    return { uri, mimeType: mime, blob: Buffer.from(bytes).toString('base64') };
  }
  if (text === null) return { uri, mimeType: 'text/plain', text: `[${cutNote(bytes.length, 0)}]` };
  if (!large) return { uri, mimeType: mime, text: shown(text) };
  const head = decodeStart(bytes.subarray(0, CONTENT_BYTES_MAX));
  const note = cutNote(bytes.length, CONTENT_BYTES_MAX);
  return { uri, mimeType: 'text/plain', text: `${shown(head)}\n[${note}]` };
}

/** A file may hold what steers a terminal or hides words; then the text says that it is not all of it. */
function shown(text: string): string {
  if (isPrintable(text)) return text;
  const note = 'control characters are shown as ?, unseen ones are left out; the whole is a file';
  return `${printable(text)}\n[${note} of the workspace]`;
}

function cutNote(size_bytes: number, shown_bytes: number): string {
  return `${shown_bytes} of ${size_bytes} bytes are shown; the whole is a file of the workspace`;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Leaves out a character that the cut split. */
function decodeStart(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes, { stream: true });
}
