import { LINE_FEED } from './codec.ts';
import type { Position } from './types.ts';

const PIECE_SIZE_BYTES = 1 << 20;

/** What bytes can be read from: an open file, or an archive in memory. */
export interface Readable {
  read(at: number, length: number): Uint8Array;
}

/** Where each record of a segment starts; grows with the segment. */
export class SegmentIndex {
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
  extend(file: Readable, seq: number): void {
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
