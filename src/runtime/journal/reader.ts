import type { MillraceError } from '../errors/errors.ts';
import type { OpenFile } from '../ports/disk.ts';
import { LINE_FEED } from './codec.ts';
import { damaged } from './errors.ts';
import { LINE_SIZE_MAX_BYTES, type Limit, LineScanner } from './line-scanner.ts';
import { listSegments, readHeader, segmentName } from './segment.ts';
import {
  type EachRecord,
  GENESIS_CHAIN,
  type JournalPorts,
  type Position,
  type TornRecord,
} from './types.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Walks over the segments and delivers each record once, in order. */
export class JournalReader {
  position: Position = { seq: 0, chain: GENESIS_CHAIN, segment: 0, offset: 0 };
  /** Before the last record of this segment that was read or written; null when there is none. */
  before_last: Position | null = null;
  /** Where the records of this segment start. */
  start_offset = 0;
  private file: OpenFile | null = null;

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
  ) {}

  /** Starts at a checkpoint, or at the first record. */
  start(at: Position | null): void {
    const segment = at?.segment ?? this.firstSegment();
    const start = readHeader(this.ports, this.dir, segment);
    const place = { file: segmentName(segment), at_byte: at?.offset ?? 0 };
    if (start === null) throw damaged(place, 'the segment that the checkpoint refers to is gone');
    this.enter(start);
    if (at === null) {
      if (start.seq > 0)
        throw damaged(place, `records 1 to ${start.seq} and the checkpoint are gone`);
      return;
    }
    if (this.size() < at.offset)
      throw damaged(place, 'records that the checkpoint refers to are gone');
    this.moveTo(at, null);
  }

  /** Bytes of records after a position, or of all records. */
  sizeSince(from: Position | null): number {
    const first = from?.segment ?? this.firstSegment();
    let size_bytes = this.position.offset - (from?.offset ?? 0);
    for (let segment = first; segment < this.position.segment; segment++) {
      size_bytes += this.ports.disk.stat(this.pathOf(segment))?.size_bytes ?? 0;
    }
    return size_bytes;
  }

  /** Same folder, same segment file: what was opened is still what others will find. */
  isInPlace(): boolean {
    if (this.file === null) return false;
    const stat = this.ports.disk.stat(this.pathOf(this.position.segment));
    return stat !== null && stat.inode === this.file.stat().inode;
  }

  enter(start: Position): void {
    const file = this.ports.disk.open(this.pathOf(start.segment), 'read');
    this.close();
    this.file = file;
    this.start_offset = start.offset;
    this.moveTo(start, null);
  }

  moveTo(position: Position, before_last: Position | null): void {
    this.position = position;
    this.before_last = before_last;
  }

  /** Reads up to the mark, or all whole records without one. Returns what is wrong, or null. */
  advance(mark: Position | null, each: EachRecord): MillraceError | null {
    for (;;) {
      const next = readHeader(this.ports, this.dir, this.position.segment + 1);
      if (next === null) return this.readLast(mark, each);
      const whole = this.read({ seq: next.seq, offset: NO_LIMIT }, each);
      if (this.position.seq !== next.seq || this.position.chain !== next.chain) {
        return this.wrong(
          whole ? 'the next segment does not follow' : 'a record is not as written',
        );
      }
      this.enter(next);
    }
  }

  /** What follows the position, or null. Throws when it cannot be a half-written last record. */
  tail(mark: Position | null): TornRecord | null {
    const { seq, segment, offset } = this.position;
    if (mark !== null && isBefore(this.position, mark)) {
      throw this.wrong('an acknowledged record is gone');
    }
    const after = this.size() - offset;
    if (after <= 0) return null;
    const bytes = after > LINE_SIZE_MAX_BYTES ? null : this.bytes(offset, offset + after);
    const size_bytes = bytes === null ? after : withoutRoom(bytes);
    if (size_bytes === 0) return null;
    if (bytes === null || !isHalfWritten(bytes.subarray(0, size_bytes))) {
      throw this.wrong(`record ${seq + 1} is complete but not as written`);
    }
    return { file: segmentName(segment), at_byte: offset, size_bytes };
  }

  bytes(from: number, to: number): Uint8Array {
    return this.file?.read(from, to - from) ?? new Uint8Array(0);
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }

  private firstSegment(): number {
    const [segment] = listSegments(this.ports, this.dir);
    if (segment !== undefined) return segment;
    throw damaged({ file: segmentName(1), at_byte: 0 }, 'there is no segment in the folder');
  }

  private pathOf(segment: number): string {
    return `${this.dir}/${segmentName(segment)}`;
  }

  private wrong(what: string): MillraceError {
    const { segment, offset } = this.position;
    return damaged({ file: segmentName(segment), at_byte: offset }, what);
  }

  private readLast(mark: Position | null, each: EachRecord): MillraceError | null {
    const { segment } = this.position;
    if (mark === null) {
      this.read({ seq: NO_LIMIT, offset: NO_LIMIT }, each);
      return null;
    }
    if (mark.segment > segment) return this.wrong('the next segment is gone');
    // A segment without a mark was just made: its owner has committed nothing in it yet.
    const offset = mark.segment === segment ? mark.offset : 0;
    if (this.read({ seq: NO_LIMIT, offset }, each)) return null;
    return this.wrong('an acknowledged record is not as written');
  }

  private read(limit: Limit, each: EachRecord): boolean {
    if (this.file === null) return false;
    const scanner = new LineScanner(this.ports.hash, this.file, this.position, each);
    try {
      return scanner.run(limit);
    } finally {
      this.moveTo(scanner.end, scanner.before_last ?? this.before_last);
    }
  }

  private size(): number {
    return this.file?.stat().size_bytes ?? 0;
  }
}

/**
 * A half-written record lacks its line feed, which is
 * its last byte, or has zeros where bytes never arrived.
 */
function isHalfWritten(bytes: Uint8Array): boolean {
  const feed = bytes.indexOf(LINE_FEED);
  return feed < 0 || (feed === bytes.length - 1 && bytes.includes(0));
}

/** Length without the zeros at the end: room that no record has filled. */
function withoutRoom(bytes: Uint8Array): number {
  return bytes.findLastIndex((byte) => byte !== 0) + 1;
}

function isBefore(a: Position, b: Position): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}
