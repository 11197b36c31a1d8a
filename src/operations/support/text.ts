const encoder = new TextEncoder();
const MARK = '...';
/** ASCII that stands for itself in a JSON string. */
const PLAIN = /^[ !#-[\]-~]+$/;
/** Made once, when a text has to be cut: making one takes longer than cutting. */
let segmenter: Intl.Segmenter | null = null;

/** Size of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/**
 * A text on one line that takes at most `limit_bytes` as the content of a JSON string; marked where
 * it was cut, between characters as they are seen.
 */
export function clip(text: string, limit_bytes: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (contentBytes(line) <= limit_bytes) return line;
  let head = '';
  let size_bytes = MARK.length;
  for (const character of charactersOf(line, limit_bytes)) {
    size_bytes += PLAIN.test(character) ? character.length : contentBytes(character);
    if (size_bytes > limit_bytes) break;
    head += character;
  }
  return head + MARK;
}

/** Characters as they are seen, of at least so many bytes. Those of plain text need no rules. */
function charactersOf(line: string, bytes: number): Iterable<string> {
  const plain = line.slice(0, bytes + 1);
  if (PLAIN.test(plain)) return plain;
  segmenter ??= new Intl.Segmenter();
  return segmentsOf(segmenter, line);
}

function* segmentsOf(segmenter: Intl.Segmenter, line: string): IterableIterator<string> {
  for (const { segment } of segmenter.segment(line)) yield segment;
}

function contentBytes(text: string): number {
  return jsonBytes(text) - '""'.length;
}

/**
 * The first answer that fits, from the richest level to the barest. The barest is given whatever
 * its size.
 */
export function largestFit<L, T>(
  limit_bytes: number,
  levels: readonly [L, ...L[]],
  build: (level: L) => T,
): T {
  let answer = build(levels[0]);
  for (const level of levels.slice(1)) {
    if (jsonBytes(answer) <= limit_bytes) return answer;
    answer = build(level);
  }
  return answer;
}
