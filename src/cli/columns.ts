import stringWidth from 'string-width';
import { graphemes } from '../runtime/text/cut.ts';

const MARK = '...';

/** Columns that a text takes in a terminal: an ideograph takes two, a combining mark none. */
export function widthOf(text: string): number {
  return stringWidth(text, { countAnsiEscapeCodes: true });
}

/** A text on one line that takes at most `columns`; marked where it was cut. */
export function fitted(text: string, columns: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (widthOf(line) <= columns) return line;
  let head = '';
  let width = MARK.length;
  for (const one of graphemes(line)) {
    width += widthOf(one);
    if (width > columns) break;
    head += one;
  }
  return head + MARK;
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
