const encoder = new TextEncoder();
const MARK = '...';

/** Size of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/**
 * A text on one line that takes at most `limit_bytes` as the content of a JSON string; marked where
 * it was cut.
 */
export function clip(text: string, limit_bytes: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (contentBytes(line) <= limit_bytes) return line;
  let kept = '';
  let size_bytes = MARK.length;
  for (const character of line) {
    size_bytes += contentBytes(character);
    if (size_bytes > limit_bytes) break;
    kept += character;
  }
  return kept + MARK;
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
