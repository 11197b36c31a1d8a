import { trimBlankLines } from '../documents/lines.ts';
import type { Block } from './lines/blocks.ts';
import type { SourceLine } from './lines/html.ts';
import type { Place } from './sections/piece.ts';
import { headingText } from './words/text.ts';

/** Headings that are told of. */
const HEADINGS_MAX = 20;

/** What became no field: its lines as they were written. */
export class Prose {
  private readonly gone: Uint8Array;

  constructor(
    private readonly lines: readonly SourceLine[],
    taken: readonly Place[],
  ) {
    this.gone = new Uint8Array(lines.length);
    for (const { line, end } of taken) this.gone.fill(1, line, end);
  }

  isTaken(line: number): boolean {
    return this.gone[line] === 1;
  }

  /** What stood above and below a field keeps one blank line between. */
  text(): string {
    const out: string[] = [];
    let isGap = false;
    this.lines.forEach(({ raw }, at) => {
      const isBlank = raw.trim() === '';
      if (this.isTaken(at)) isGap = true;
      else if (!isBlank || !isGap) {
        if (isGap && out.length > 0 && out.at(-1)?.trim() !== '') out.push('');
        isGap = false;
        out.push(raw);
      }
    });
    return trimBlankLines(out.join('\n'));
  }

  headings(blocks: readonly Block[]): string[] {
    const heads: string[] = [];
    for (const block of blocks) {
      if (heads.length === HEADINGS_MAX) break;
      if (block.kind === 'heading' && !this.isTaken(block.line))
        heads.push(headingText(block.text));
    }
    return heads;
  }
}
