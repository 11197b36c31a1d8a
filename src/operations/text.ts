/** Cuts a text to `length` characters, marked, and onto one line. */
export function clip(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const kept = line.slice(0, Math.max(0, length - 3));
  return `${endsInHalfCharacter(kept) ? kept.slice(0, -1) : kept}...`;
}

function endsInHalfCharacter(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

const encoder = new TextEncoder();

export function sizeBytes(text: string): number {
  return encoder.encode(text).length;
}

export function jsonBytes(value: unknown): number {
  return sizeBytes(JSON.stringify(value));
}

/** The first answer that fits, from the richest to the barest. The last one is returned whatever its size. */
export function largestFit<T>(
  limit_bytes: number,
  levels: readonly number[],
  build: (n: number) => T,
): T {
  for (const level of levels.slice(0, -1)) {
    const answer = build(level);
    if (jsonBytes(answer) <= limit_bytes) return answer;
  }
  return build(levels.at(-1) ?? 0);
}

/** Leaves out what is null, so that an answer says only what is there. */
export function present<T extends Record<string, unknown>>(
  facts: T,
): { [K in keyof T]?: Exclude<T[K], null> } {
  const kept: { [K in keyof T]?: Exclude<T[K], null> } = {};
  for (const key in facts) {
    const value = facts[key];
    if (isPresent(value)) kept[key] = value;
  }
  return kept;
}

function isPresent<V>(value: V): value is Exclude<V, null> {
  return value !== null;
}
