import { graphemes } from '../runtime/text/cut.ts';

const MARK = '...';

const PLAIN = /^[\t\n\x20-\x7e]*$/;

let measure = (text: string): number => graphemes(text).length;

/**
 * Has to be called before the columns of a text count that may hold more than ASCII. Most hold nothing
 * else, and reading the tables takes as long as the rest of a command.
 */
export async function readyFor(text: string): Promise<void> {
  if (PLAIN.test(text)) return;
  const { default: stringWidth } = await import('string-width');
  measure = (one) => stringWidth(one, { countAnsiEscapeCodes: true });
}

/** Columns that a text takes in a terminal: an ideograph takes two, a combining mark none. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : measure(text);
}

/** A text on one line that takes at most `columns`; marked where it was cut. */
export function fitted(text: string, columns: number): string {
  return cutTo(text.replace(/\s+/g, ' ').trim(), columns);
}

/** The same for a text that is one line, whose spaces count. */
export function cutTo(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  if (columns < MARK.length) return MARK.slice(0, Math.max(0, columns));
  let head = '';
  let width = MARK.length;
  for (const one of graphemes(line)) {
    width += widthOf(one);
    if (width > columns) break;
    head += one;
  }
  return head + MARK;
}

/** A text on as many lines as it takes, broken between words; the last that may be used is cut. */
export function wrapped(text: string, columns: number, lines_max: number): string[] {
  const lines = [''];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length <= lines_max) return lines;
  return [...lines.slice(0, lines_max - 1), lines.slice(lines_max - 1).join(' ')];
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
