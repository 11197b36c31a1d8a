import { LINE_SIZE_BYTES_MAX } from '../harness/events.ts';

const NEWLINE = 10;
/** Enough of a line to tell what it is. */
const START_SIZE_BYTES = 256;
const TYPE = /^\{"type":"([a-z_]{1,40})"/;
/** Each of these repeats all that came before it; the record of the whole follows. */
const PARTIAL: ReadonlySet<string> = new Set(['message_update', 'tool_execution_update']);

/** The records of a stream that are worth keeping, as bytes that end with a newline. */
export class PiLines {
  private parts: Uint8Array[] = [];
  private size_bytes = 0;

  /** Calls `keep` for each whole line. Holds no more than one line of `LINE_SIZE_BYTES_MAX`. */
  take(chunk: Uint8Array, keep: (line: Uint8Array) => void): void {
    let from = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from);
      this.add(chunk.subarray(from, newline < 0 ? chunk.length : newline + 1));
      if (newline < 0) return;
      this.finish(keep);
      from = newline + 1;
    }
  }

  /** What stands behind the last newline: a record that was not finished. */
  finish(keep: (line: Uint8Array) => void): void {
    if (this.size_bytes === 0) return;
    const line = concat(this.parts);
    const { size_bytes } = this;
    this.parts = [];
    this.size_bytes = 0;
    const type = typeOf(line);
    if (PARTIAL.has(type)) return;
    keep(size_bytes > LINE_SIZE_BYTES_MAX ? stubOf(type, size_bytes) : line);
  }

  /** Of a line that is too long only the start is held. */
  private add(part: Uint8Array): void {
    const isShort = this.size_bytes <= LINE_SIZE_BYTES_MAX;
    this.size_bytes += part.length;
    if (this.size_bytes <= LINE_SIZE_BYTES_MAX) this.parts.push(part);
    else if (isShort) this.parts = [concat([...this.parts, part]).slice(0, START_SIZE_BYTES)];
  }
}

/** Empty for what does not begin like an event. */
function typeOf(line: Uint8Array): string {
  const start = new TextDecoder().decode(line.subarray(0, START_SIZE_BYTES));
  return TYPE.exec(start)?.[1] ?? '';
}

function stubOf(type: string, size_bytes: number): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ type, left_out_bytes: size_bytes })}\n`);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
