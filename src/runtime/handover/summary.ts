import { clip } from '../documents/lines.ts';
import type { Block } from './lines/blocks.ts';
import { itemText } from './words/text.ts';

const SUMMARY_LENGTH_MAX = 300;
const VALUE_LENGTH_MAX = 120;
/** `**Status:** Draft` or `Status: Draft`, also behind a bar of a line of such pairs. */
const PAIR = new RegExp(
  /^[\s>|*_-]*(?:\*\*|__)?[\p{L}\p{N}][^:\uff1a*_\n]{0,40}/u.source +
    /(?:[:\uff1a](?:\*\*|__)?|(?:\*\*|__)\s*[:\uff1a])\s*(\S.*)?$/.source,
  'su',
);
const DECORATION = /^(?:!?\[|<|\{|@|#|[^\p{L}\p{N}]*$)/u;

/**
 * The first paragraph that says something. Metadata, badges and what became a field do not; without
 * any the result is empty.
 */
export function summaryOf(blocks: readonly Block[], isTaken: (line: number) => boolean): string {
  for (const block of blocks) {
    if (block.kind !== 'paragraph') continue;
    const lines = block.lines.filter((line, at) => {
      return !isTaken(block.line + at) && !isMetadata(line) && !DECORATION.test(line.trim());
    });
    const text = itemText(lines.map((line) => line.trim()).join(' '));
    if (text !== '') return clip(text, SUMMARY_LENGTH_MAX);
  }
  return '';
}

/** A name and a value that is no sentence. */
function isMetadata(line: string): boolean {
  const match = PAIR.exec(line);
  if (match === null) return false;
  const value = (match[1] ?? '').trim();
  return value.length <= VALUE_LENGTH_MAX && !/[.!?\u3002\uff01\uff1f]["')]?$/.test(value);
}
