const encoder = new TextEncoder();
const MARK = '...';

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
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    size_bytes += contentBytes(segment);
    if (size_bytes > limit_bytes) break;
    head += segment;
  }
  return head + MARK;
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
