import { cut } from '../../text/cut.ts';

/** One event of a harness. What is in it is checked by whoever uses it. */
export type HarnessEvent = Readonly<Record<string, unknown>>;

/** A line that is longer is left out: no event that decides anything is that long. */
export const LINE_SIZE_BYTES_MAX = 4 * 1024 * 1024;
const UNKNOWN_NAMED_MAX = 5;
const NAME_LENGTH_MAX = 40;
const NEWLINE = 10;

/** What was in a stream beside events that could be read. */
export class StreamFaults {
  unreadable = 0;
  long = 0;
  unfinished = false;
  private readonly unknown = new Set<string>();

  noteUnknown(type: string): void {
    if (this.unknown.size <= UNKNOWN_NAMED_MAX) this.unknown.add(cut(type, NAME_LENGTH_MAX));
  }

  notes(): string[] {
    const notes: string[] = [];
    if (this.unreadable > 0) notes.push(`${this.unreadable} lines of its output were no events`);
    if (this.long > 0) notes.push(`${this.long} lines of its output were too long to read`);
    if (this.unfinished) notes.push('the last line of its output was not finished');
    if (this.unknown.size > 0) {
      const named = [...this.unknown].slice(0, UNKNOWN_NAMED_MAX).join(', ');
      notes.push(`event types that this release does not know: ${named}`);
    }
    return notes;
  }
}

/**
 * Calls `visit` for each line that is a JSON object. Contract: throws for nothing that a stream may
 * hold, and holds no more than one line beside the bytes themselves.
 */
export function readEvents(
  bytes: Uint8Array,
  visit: (event: HarnessEvent) => void,
  faults = new StreamFaults(),
): StreamFaults {
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    if (to - from > LINE_SIZE_BYTES_MAX) faults.long += 1;
    else readLine(bytes.subarray(from, to), newline < 0, visit, faults);
    from = to + 1;
  }
  return faults;
}

const decoder = new TextDecoder('utf-8');

function readLine(
  line: Uint8Array,
  isLast: boolean,
  visit: (event: HarnessEvent) => void,
  faults: StreamFaults,
): void {
  const text = decoder.decode(line);
  if (text.trim() === '') return;
  const value = parseJson(text);
  if (isEvent(value)) visit(value);
  else if (isLast) faults.unfinished = true;
  else faults.unreadable += 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is HarnessEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a field, or empty. */
export function textOf(event: HarnessEvent, key: string): string {
  const value = event[key];
  return typeof value === 'string' ? value : '';
}

/** The object in a field, or an empty one. */
export function partOf(event: HarnessEvent, key: string): HarnessEvent {
  const value = event[key];
  return isEvent(value) ? value : {};
}

/** The count in a field; what is no count is 0. */
export function countOf(event: HarnessEvent, key: string): number {
  const value = event[key];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.floor(value) : 0;
}
