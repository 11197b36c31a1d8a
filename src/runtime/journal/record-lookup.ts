import type { JournalRecord } from '../kernel/changes/record.ts';
import type { ArchivedSegment, ArchiveStore } from './archive-store.ts';
import { decodeText, HASH_LENGTH, LineCheck, parseRecord } from './codec.ts';
import { damaged } from './errors.ts';
import { headerIn, readHeader } from './segment.ts';
import { type Readable, SegmentIndex } from './segment-index.ts';
import { linesOf, numberOf, numbersIn, recordIn, type SegmentBytes } from './segment-lines.ts';
import type { JournalPorts, Position } from './types.ts';

/** Segments whose index is kept; 8 bytes a record. */
const INDEXES_MAX = 8;

const latin1 = new TextDecoder('latin1');

/** Which history to search: whole segments, until `bytes_max` were looked at. */
export interface MentionRange {
  readonly from: number;
  readonly before: number;
  readonly bytes_max: number;
}

/** So few records are found one by one faster than in their segment. */
const FEW_RECORDS = 100;

export interface Mentions {
  /** Descending. */
  readonly found: readonly number[];
  /** History before this record was not looked at. */
  readonly complete_from: number;
}

/** Any record by its number, as long as it is kept. Reads nothing before it is asked. */
export class RecordLookup {
  private segments: ArchivedSegment[] = [];
  private readonly indexes = new Map<number, SegmentIndex>();

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
    private readonly store: ArchiveStore,
  ) {}

  forget(): void {
    this.segments = [];
    this.indexes.clear();
    this.store.forget();
  }

  /** null when the record is after `end`, or it is not kept any more. */
  record(seq: number, end: Position): JournalRecord | null {
    if (seq < 1 || seq > end.seq) return null;
    const found = this.find(seq, end);
    if (found !== 'moved') return found;
    this.forget();
    const again = this.find(seq, end);
    return again === 'moved' ? null : again;
  }

  /** Hash of a record's line. Reads its whole segment: for a rare question. */
  chainOf(wanted: number, end: Position): string | null {
    for (const { content } of this.contents(wanted, wanted, end)) {
      for (const { bytes } of linesOf(this.ports.hash, content)) {
        if (numberOf(bytes) === wanted) return latin1.decode(bytes.subarray(0, HASH_LENGTH));
      }
    }
    return null;
  }

  /** Every record from `from` to `to` that is kept, in order. */
  *records(from: number, to: number, end: Position): IterableIterator<JournalRecord> {
    if (to - from < FEW_RECORDS) {
      for (let seq = Math.max(1, from); seq <= Math.min(to, end.seq); seq += 1) {
        const record = this.record(seq, end);
        if (record !== null) yield record;
      }
      return;
    }
    for (const { content, last } of this.contents(from, Math.min(to, end.seq), end)) {
      for (const line of linesOf(this.ports.hash, content)) {
        const seq = numberOf(line.bytes);
        if (seq > Math.min(to, last)) break;
        if (seq >= from) yield recordIn(this.ports.hash, content, line);
      }
    }
  }

  /** Numbers of records that hold the text (ASCII), the newest first. */
  mentions(text: string, { from, before, bytes_max }: MentionRange, end: Position): Mentions {
    const found: number[] = [];
    let looked_bytes = 0;
    let complete_from = before;
    const contents = this.contents(from, before - 1, end, 'newest first', 'from there');
    for (const { content, last, after } of contents) {
      if (looked_bytes >= bytes_max) return { found, complete_from };
      looked_bytes += content.bytes.length;
      const numbers = numbersIn(content, text).filter((seq) => seq < before && seq <= last);
      found.push(...numbers.reverse());
      complete_from = after + 1;
    }
    return { found, complete_from: 1 };
  }

  /** The text of every segment, for a search over all that is kept. */
  *texts(end: Position): IterableIterator<string> {
    for (const { content } of this.contents(1, end.seq, end)) yield latin1.decode(content.bytes);
  }

  private *contents(
    from: number,
    to: number,
    end: Position,
    order: 'oldest first' | 'newest first' = 'oldest first',
    part: 'whole' | 'from there' = 'whole',
  ): IterableIterator<{ content: SegmentBytes; after: number; last: number }> {
    this.segments = this.store.segments(end.segment);
    const ranges = this.segments.map((one, at) => ({
      one,
      after: one.after,
      last: this.segments[at + 1]?.after ?? end.seq,
    }));
    const wanted = ranges.filter(({ after, last }) => last >= from && after < to && last > after);
    for (const range of order === 'oldest first' ? wanted : wanted.reverse()) {
      const isCut = part === 'from there' && range.one.form === 'plain' && range.after + 1 < from;
      const content = isCut ? this.tail(range.one, from) : this.store.content(range.one);
      if (content !== null) yield { content, after: range.after, last: range.last };
    }
  }

  /** Lines of a plain segment from a record on; null when it has another form by now. */
  private tail({ file, segment }: ArchivedSegment, from: number): SegmentBytes | null {
    const path = `${this.dir}/${file}`;
    const start = this.indexes.get(segment)?.start ?? readHeader(this.ports, this.dir, segment);
    const size = this.ports.disk.stat(path)?.size_bytes;
    if (start === null || size === undefined) return null;
    const open = this.ports.disk.open(path, 'read');
    try {
      const index = this.indexOf(start);
      index.extend(open, from);
      const at = index.startOf(from);
      return { file, segment, bytes: open.read(at, Math.max(0, size - at)), compacted: false };
    } finally {
      open.close();
    }
  }

  private find(seq: number, end: Position): JournalRecord | 'moved' | null {
    const one = this.segmentOf(seq, end.segment);
    if (one === null) return null;
    if (one.form === 'plain') return this.fromFile(one, seq);
    const content = this.store.content(one);
    if (content === null) return 'moved';
    return content.compacted ? this.fromCompacted(content, seq) : this.fromGzip(content, seq);
  }

  private fromFile(
    { file, segment }: ArchivedSegment,
    seq: number,
  ): JournalRecord | 'moved' | null {
    const path = `${this.dir}/${file}`;
    const start = this.indexes.get(segment)?.start ?? readHeader(this.ports, this.dir, segment);
    if (start === null || this.ports.disk.stat(path) === null) return 'moved';
    const open = this.ports.disk.open(path, 'read');
    try {
      return this.read(open, file, start, seq);
    } finally {
      open.close();
    }
  }

  private fromGzip(content: SegmentBytes, seq: number): JournalRecord {
    const { bytes } = content;
    const start = headerIn(this.ports.hash, bytes, content);
    const file = { read: (at: number, length: number) => bytes.subarray(at, at + length) };
    return this.read(file, content.file, start, seq);
  }

  private fromCompacted(content: SegmentBytes, seq: number): JournalRecord | null {
    for (const line of linesOf(this.ports.hash, content)) {
      if (numberOf(line.bytes) === seq) return recordIn(this.ports.hash, content, line);
    }
    return null;
  }

  /** The last segment that starts before the record; a later one replaces the end of an earlier one. */
  private segmentOf(seq: number, last: number): ArchivedSegment | null {
    if (this.segments.at(-1)?.segment !== last) this.segments = this.store.segments(last);
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.segments[middle]?.after ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return this.segments[low - 1] ?? null;
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

  private read(bytes: Readable, file: string, start: Position, seq: number): JournalRecord {
    const index = this.indexOf(start);
    index.extend(bytes, seq);
    const place = { file, at_byte: index.startOf(seq) };
    const end = index.startOf(seq + 1);
    const before = index.startOf(seq - 1);
    const chain = seq === start.seq + 1 ? start.chain : chainAt(bytes, before);
    const line = bytes.read(place.at_byte, Math.max(0, end - place.at_byte - 1));
    const body = new LineCheck(this.ports.hash, chain).accept(line);
    if (body === null) throw damaged(place, `record ${seq} is not as written`);
    const record = parseRecord(decodeText(body, place), place);
    if (record.n !== seq) throw damaged(place, `record ${record.n} stands where ${seq} should`);
    return record;
  }
}

function chainAt(bytes: Readable, at: number): string {
  return latin1.decode(bytes.read(at, HASH_LENGTH));
}
