/** The form of every JSON file in a workspace: two spaces and a final newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const NEST = '[\n  [\n';
const UNNEST = '\n  ]\n]';

/** The text of `value` as it stands inside an array that is itself one level deep. */
export function jsonBlock(value: unknown): string {
  return JSON.stringify([[value]], null, 2).slice(NEST.length, -UNNEST.length);
}

export function seconds(ms: number): number {
  return ms / 1000;
}

const encoder = new TextEncoder();

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}
