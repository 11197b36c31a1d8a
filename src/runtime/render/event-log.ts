import { type Disk, type OpenFile, writeAll } from '../ports/index.ts';
import { bytesOf } from './text.ts';

/** How far a log reaches: the record of its last row, and how many rows of it are there. */
export interface LogEnd {
  /** 0 = there is no row of this journal at the end. */
  readonly seq: number;
  readonly rows: number;
}

const WINDOW_BYTES = 65_536;
const NEWLINE = 0x0a;
const decoder = new TextDecoder();

/**
 * `runtime_events.jsonl`. Its rows are written last, after all that the same records rendered,
 * so its last row tells up to which record everything is rendered.
 */
export class EventLog {
  /** Where the log ended when it was opened. */
  end: LogEnd;
  private length: number;

  private constructor(
    private readonly file: OpenFile,
    private readonly path: string,
    length: number,
    end: LogEnd,
  ) {
    this.length = length;
    this.end = end;
  }

  /** Cuts off a torn row, and all rows of the journal `epoch` after record `lastSeq`. */
  static open(disk: Disk, path: string, epoch: string, lastSeq: number): EventLog {
    const file = disk.open(path, 'upsert');
    const size = file.stat().size_bytes;
    const { length, ...end } = endOf(file, size, { epoch, seq: lastSeq });
    if (length < size) file.truncate(length);
    return new EventLog(file, path, length, end);
  }

  append(text: string): void {
    const bytes = bytesOf(text);
    writeAll(this.file, this.path, bytes, this.length);
    this.length += bytes.length;
  }

  get size_bytes(): number {
    return this.length;
  }

  /** The record of the last row, with all its rows. */
  last(epoch: string): { readonly seq: number; readonly rows: Uint8Array } {
    const end = endOf(this.file, this.length, { epoch, seq: Number.POSITIVE_INFINITY });
    for (let window = WINDOW_BYTES; ; window *= 4) {
      const start = Math.max(0, end.length - window);
      const bytes = this.file.read(start, end.length - start);
      const from = startOfLast(bytes, end.rows, start === 0);
      if (from !== null) return { seq: end.seq, rows: bytes.subarray(from) };
    }
  }

  /** For a log that goes on in another file: what it holds is not written again. */
  sync(): void {
    this.file.sync();
  }

  clear(): void {
    this.file.truncate(0);
    this.length = 0;
    this.end = { seq: 0, rows: 0 };
  }

  close(): void {
    this.file.close();
  }
}

interface Last {
  readonly epoch: string;
  readonly seq: number;
}

type End = LogEnd & { readonly length: number };

/** Looks at a growing window at the end of the file until it holds all rows of the last record. */
function endOf(file: OpenFile, size: number, last: Last): End {
  for (let window = WINDOW_BYTES; ; window *= 4) {
    const start = Math.max(0, size - window);
    const end = endIn(file.read(start, size - start), start, last);
    if (end !== null) return end;
  }
}

/** null when rows before the window may matter. */
function endIn(bytes: Uint8Array, start: number, last: Last): End | null {
  let end: End = { seq: 0, rows: 0, length: 0 };
  let stop = bytes.lastIndexOf(NEWLINE);
  while (stop >= 0) {
    const before = stop === 0 ? -1 : bytes.lastIndexOf(NEWLINE, stop - 1);
    if (before < 0 && start > 0) return null;
    const seq = seqOf(bytes.subarray(before + 1, stop), last.epoch);
    if (end.length > 0 && seq !== end.seq) return end;
    if (end.length > 0) end = { ...end, rows: end.rows + 1 };
    else if (seq !== null && seq <= last.seq) end = { seq, rows: 1, length: start + stop + 1 };
    if (end.length > 0 && end.seq === 0) return end;
    stop = before;
  }
  return start > 0 && end.length === 0 ? null : end;
}

/** Where the last `rows` rows begin; null when the window does not reach so far. */
function startOfLast(bytes: Uint8Array, rows: number, isWhole: boolean): number | null {
  let at = bytes.length;
  for (let row = 0; row < rows; row += 1) {
    const before = at < 2 ? -1 : bytes.lastIndexOf(NEWLINE, at - 2);
    if (before < 0) return isWhole ? 0 : null;
    at = before + 1;
  }
  return at;
}

/** null = not a row; 0 = a row that an earlier release or an earlier journal of the workspace left. */
function seqOf(line: Uint8Array, epoch: string): number | null {
  try {
    const row: unknown = JSON.parse(decoder.decode(line));
    if (!isObject(row) || !isObject(row.data)) return null;
    const { data } = row;
    return data.epoch === epoch && typeof data.seq === 'number' ? data.seq : 0;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
