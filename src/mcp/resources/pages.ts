import type { ReadResourceResult } from '@modelcontextprotocol/server';

/** Of a page, as an answer carries its text: the client that shows least cuts at 48,000 characters. */
export const PAGE_BYTES_MAX = 45_000;
export const PAGES_MAX = 100;
const QUOTES_BYTES = 2;
const NEW_LINE = 0x0a;
/** Backspace, tab, new line, form feed, carriage return. */
const SHORT_ESCAPES = [8, 9, NEW_LINE, 12, 13];

type Content = ReadResourceResult['contents'][0];

/** A text that is shown, and what it stands for. */
export interface Shown {
  readonly uri: string;
  readonly mime: string;
  readonly text: string;
}

/** Text that does not fit into one answer of a client is an index of its pages. */
export function textContent({ uri, mime, text }: Shown): Content {
  if (endOfPage(text, 0) === text.length) return { uri, mimeType: mime, text };
  return { uri, mimeType: 'application/json', text: JSON.stringify(indexOf(uri, text)) };
}

/** Null where there is no such page. */
export function pageContent({ uri, mime, text }: Shown, page: number): Content | null {
  const pages = pagesOf(text);
  const found = pages[page - 1];
  if (found === undefined) return null;
  const isPart = pages.length > 1 && !mime.startsWith('text/');
  return { uri, mimeType: isPart ? 'text/plain' : mime, text: found };
}

function indexOf(uri: string, text: string) {
  const pages = pagesOf(text).map((page) => Buffer.byteLength(page));
  const size_bytes = Buffer.byteLength(text);
  const paged_bytes = pages.reduce((sum, page) => sum + page, 0);
  const at = (page: number) =>
    `${uri}${uri.includes('?') ? '&' : '?'}page=${page}&of=${size_bytes}`;
  return {
    size_bytes,
    pages: pages.length,
    page_bytes: pages,
    first: at(1),
    last: at(pages.length),
    next:
      paged_bytes === size_bytes
        ? 'Read the pages, from first to last; joined they are the whole.'
        : `The pages hold the first ${paged_bytes} bytes; the whole is a file of the workspace.`,
  };
}

/** Cuts after a line where one ends in the second half of a page, else between characters. */
function pagesOf(text: string): string[] {
  const pages: string[] = [];
  let from = 0;
  while (from < text.length && pages.length < PAGES_MAX) {
    const to = endOfPage(text, from);
    pages.push(text.slice(from, to));
    from = to;
  }
  return pages.length === 0 ? [''] : pages;
}

function endOfPage(text: string, from: number): number {
  let [at, bytes, line] = [from, QUOTES_BYTES, from];
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    bytes += carriedBytes(point);
    if (bytes > PAGE_BYTES_MAX) return line > from ? line : at;
    at += point > 0xffff ? 2 : 1;
    if (point === NEW_LINE && bytes > PAGE_BYTES_MAX / 2) line = at;
  }
  return at;
}

/** Of a character within JSON: quotes, and what has to be escaped, take more room than they seem to. */
function carriedBytes(point: number): number {
  if (point < 0x20) return SHORT_ESCAPES.includes(point) ? 2 : 6;
  if (point === 0x22 || point === 0x5c) return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}
