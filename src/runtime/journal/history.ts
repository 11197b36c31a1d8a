import type { JournalRecord } from '../kernel/record.ts';
import type { OpenFile } from '../ports/disk.ts';
import { decodeText, HASH_LENGTH, LINE_FEED, LineCheck, parseRecord } from './codec.ts';
import { damaged } from './failures.ts';
import { listSegments, readHeader, segmentName } from './segment.ts';
import type { JournalPorts, Position } from './types.ts';

const PIECE_SIZE_BYTES = 1 << 20;
/** Segments whose index is kept; 8 bytes a record. */
const INDEXES_MAX = 8;

/** Any record by its number, as long as its segment is there. Reads nothing before it is asked. */
export class JournalHistory {
  private starts: Position[] = [];
  private readonly indexes = new Map<number, SegmentIndex>();

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
  ) {}

  forget(): void {
    this.starts = [];
    this.indexes.clear();
  }

  /** null when the record is after `end`, or its segment was removed. */
  record(seq: number, end: Position): JournalRecord | null {
    if (seq < 1 || seq > end.seq) return null;
    const start = this.segmentOf(seq, end.segment);
    if (start === null) return null;
    const path = `${this.dir}/${segmentName(start.segment)}`;
    if (this.ports.disk.stat(path) === null) return null;
    const file = this.ports.disk.open(path, 'read');
    try {
      const index = this.indexOf(start);
      index.extend(file, seq);
      return this.read(file, index, seq);
    } finally {
      file.close();
    }
  }

  /**
   * The last segment that starts before the record; a later one replaces the end of an earlier
   * one.
   */
  private segmentOf(seq: number, last: number): Position | null {
    if (this.starts.at(-1)?.segment !== last) this.readStarts(last);
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle]?.seq ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return this.starts[low - 1] ?? null;
  }

  private readStarts(last: number): void {
    const known = this.starts.at(-1)?.segment ?? 0;
    for (const segment of listSegments(this.ports, this.dir)) {
      if (segment <= known || segment > last) continue;
      const start = readHeader(this.ports, this.dir, segment);
      if (start !== null) this.starts.push(start);
    }
  }

  private indexOf(start: Position): SegmentIndex {
    const found = this.indexes.get(start.segment) ?? new SegmentIndex(start);
    this.indexes.delete(start.segment);
    this.indexes.set(start.segment, found);
    for (const oldest of this.indexes.keys()) {
      if (this.indexes.size <= INDEXES_MAX) break;
      this.indexes.delete(oldest);
    }
    return found;
  }

  private read(file: OpenFile, index: SegmentIndex, seq: number): JournalRecord {
    const { start } = index;
    const place = { file: segmentName(start.segment), at_byte: index.startOf(seq) };
    const end = index.startOf(seq + 1);
    const chain = seq === start.seq + 1 ? start.chain : this.chainAt(file, index.startOf(seq - 1));
    const line = file.read(place.at_byte, Math.max(0, end - place.at_byte - 1));
    const body = new LineCheck(this.ports.hash, chain).accept(line);
    if (body === null) throw damaged(place, `record ${seq} is not as written`);
    const record = parseRecord(decodeText(body, place), place);
    if (record.n !== seq) throw damaged(place, `record ${record.n} stands where ${seq} should`);
    return record;
  }

  private chainAt(file: OpenFile, at: number): string {
    return new TextDecoder('latin1').decode(file.read(at, HASH_LENGTH));
  }
}

/** Where each record of a segment starts; grows with the segment. */
class SegmentIndex {
  private offsets = new Float64Array(64);
  /** Starts that are known: one more than whole records. */
  private known = 1;

  constructor(readonly start: Position) {
    this.offsets[0] = start.offset;
  }

  startOf(seq: number): number {
    return this.offsets[seq - this.start.seq - 1] ?? 0;
  }

  /** Looks for line ends until record `seq` has one, or the file ends. */
  extend(file: OpenFile, seq: number): void {
    const wanted = seq - this.start.seq + 1;
    let from = this.offsets[this.known - 1] ?? 0;
    while (this.known < wanted) {
      const bytes = file.read(from, PIECE_SIZE_BYTES);
      if (bytes.length === 0) return;
      this.add(bytes, from);
      from += bytes.length;
    }
  }

  private add(bytes: Uint8Array, from: number): void {
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
      if (this.known === this.offsets.length) this.grow();
      this.offsets[this.known] = from + at + 1;
      this.known += 1;
    }
  }

  private grow(): void {
    const larger = new Float64Array(this.offsets.length * 2);
    larger.set(this.offsets);
    this.offsets = larger;
  }
}
