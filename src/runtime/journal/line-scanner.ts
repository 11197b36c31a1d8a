import type { OpenFile } from '../ports/disk.ts';
import type { Hash } from '../ports/small.ts';
import { decodeText, LINE_FEED, LineCheck, parseRecord } from './codec.ts';
import { damaged } from './errors.ts';
import { segmentName } from './segment.ts';
import type { EachRecord, Position } from './types.ts';

const PIECE_SIZE_BYTES = 1 << 20;
export const LINE_SIZE_MAX_BYTES = 256 << 20;

/** Where to stop: after record `seq`, or at `offset`. */
export interface Limit {
  readonly seq: number;
  readonly offset: number;
}

/** Delivers the records of one segment from a position on. */
export class LineScanner {
  private readonly check: LineCheck;
  /** After the last record that was delivered. */
  end: Position;
  /** Before the last record that was delivered; null when there was none. */
  before_last: Position | null = null;

  constructor(
    hash: Hash,
    private readonly file: OpenFile,
    from: Position,
    private readonly each: EachRecord,
  ) {
    this.check = new LineCheck(hash, from.chain);
    this.end = from;
  }

  /** false = what follows `end` inside the limit is not a whole line that links. */
  run(limit: Limit): boolean {
    let piece = PIECE_SIZE_BYTES;
    while (this.end.seq < limit.seq && this.end.offset < limit.offset) {
      const wanted = Math.min(piece, limit.offset - this.end.offset);
      const bytes = this.file.read(this.end.offset, wanted);
      if (bytes.length === 0) return limit.offset === Number.POSITIVE_INFINITY;
      const taken = this.take(bytes, limit.seq);
      if (taken === 'bad') return false;
      if (taken === 'some') piece = PIECE_SIZE_BYTES;
      else if (bytes.length < piece || piece >= LINE_SIZE_MAX_BYTES) return false;
      else piece *= 2;
    }
    return true;
  }

  private take(bytes: Uint8Array, seqMax: number): 'some' | 'none' | 'bad' {
    let at = 0;
    while (this.end.seq < seqMax) {
      const feed = bytes.indexOf(LINE_FEED, at);
      if (feed < 0) break;
      if (!this.deliver(bytes.subarray(at, feed))) return 'bad';
      at = feed + 1;
    }
    return at > 0 ? 'some' : 'none';
  }

  private deliver(line: Uint8Array): boolean {
    const body = this.check.accept(line);
    if (body === null) return false;
    const { seq, segment, offset } = this.end;
    const place = { file: segmentName(segment), at_byte: offset };
    const text = decodeText(body, place);
    const record = parseRecord(text, place);
    if (record.n !== seq + 1) throw damaged(place, `record ${record.n} follows record ${seq}`);
    this.before_last = this.end;
    const { chain } = this.check;
    this.end = { seq: record.n, chain, segment, offset: offset + line.length + 1 };
    this.each(record, text);
    return true;
  }
}
