import { printable } from '../../runtime/text/printable.ts';
import { cutTo, widthOf } from '../columns.ts';
import type { Paint } from '../paint.ts';

export type Tone = 'plain' | 'dim' | 'bold' | 'good' | 'bad' | 'name';

/** A part of a line in one tone. */
export type Span = readonly [tone: Tone, text: string];

/** A line of a screen before it is cut and painted. */
export type Line = readonly Span[];

const FORMATS = { dim: 'dim', bold: 'bold', good: 'green', bad: 'yellow', name: 'cyan' } as const;

/** As it is written in so many columns, whatever its texts hold. */
export function lineText(line: Line, columns: number, paint: Paint): string {
  let left = columns;
  let text = '';
  for (const [tone, raw] of line) {
    if (left <= 0) break;
    const part = cutTo(printable(raw).replace(/\s/g, ' '), left);
    left -= widthOf(part);
    text += tone === 'plain' ? part : paint(FORMATS[tone], part);
  }
  return text;
}

/** Spans with two spaces between them; empty ones are left out. */
export function joined(...spans: readonly Span[]): Line {
  const filled = spans.filter(([, text]) => text !== '');
  return filled.flatMap((span, at): Span[] => (at === 0 ? [span] : [['plain', '  '], span]));
}

export function indented(line: Line, depth: number): Line {
  return [['plain', '  '.repeat(depth)], ...line];
}

/** `1 stage`, `2 stages`. */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
