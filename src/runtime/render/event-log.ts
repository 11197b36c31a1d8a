import type { Disk, OpenFile } from '../ports/index.ts';
import { bytesOf } from './text.ts';

/** How far a log reaches: the record of its last row, and how many rows of it are there. */
export interface LogEnd {
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
    length: number,
    end: LogEnd,
  ) {
    this.length = length;
    this.end = end;
  }

  /** Cuts off a torn row, and all rows of records after `lastSeq`. */
  static open(disk: Disk, path: string, lastSeq: number): EventLog {
    const file = disk.open(path, 'upsert');
    const size = file.stat().size_bytes;
    const { length, ...end } = endOf(file, size, lastSeq);
    if (length < size) file.truncate(length);
    return new EventLog(file, length, end);
  }

  append(text: string): void {
    const bytes = bytesOf(text);
    for (let at = 0; at < bytes.length; ) {
      at += this.file.write(bytes.subarray(at), this.length + at);
    }
    this.length += bytes.length;
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

type End = LogEnd & { readonly length: number };

/** Looks at a growing window at the end of the file until it holds all rows of the last record. */
function endOf(file: OpenFile, size: number, lastSeq: number): End {
  for (let window = WINDOW_BYTES; ; window *= 4) {
    const start = Math.max(0, size - window);
    const end = endIn(file.read(start, size - start), start, lastSeq);
    if (end !== null) return end;
  }
}

/** null when rows before the window may matter. */
function endIn(bytes: Uint8Array, start: number, lastSeq: number): End | null {
  let end: End = { seq: 0, rows: 0, length: 0 };
  let stop = bytes.lastIndexOf(NEWLINE);
  while (stop >= 0) {
    const before = stop === 0 ? -1 : bytes.lastIndexOf(NEWLINE, stop - 1);
    if (before < 0 && start > 0) return null;
    const seq = seqOf(bytes.subarray(before + 1, stop));
    if (end.length > 0 && seq !== end.seq) return end;
    if (end.length > 0) end = { ...end, rows: end.rows + 1 };
    else if (seq !== null && seq <= lastSeq) end = { seq, rows: 1, length: start + stop + 1 };
    if (end.length > 0 && end.seq === 0) return end;
    stop = before;
  }
  return start > 0 && end.length === 0 ? null : end;
}

/** null = not a row; 0 = a row that an earlier release wrote. */
function seqOf(line: Uint8Array): number | null {
  try {
    const row: unknown = JSON.parse(decoder.decode(line));
    if (typeof row !== 'object' || row === null || !('data' in row)) return null;
    const { data } = row;
    if (typeof data !== 'object' || data === null || !('seq' in data)) return 0;
    return typeof data.seq === 'number' ? data.seq : 0;
  } catch {
    return null;
  }
}
