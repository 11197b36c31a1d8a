import type { JournalRecord } from '../kernel/changes/record.ts';
import { Shelf, type ShelfSegment } from './archive-store.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { explaining } from './errors.ts';
import { JournalHistory, type Mentions } from './record-lookup.ts';
import type { Archive, JournalPorts, Position } from './types.ts';

const DOING = 'Reading the history of the journal';

/** What a journal still has of its past, and how that is stored. */
export class Past {
  private readonly history: JournalHistory;
  private readonly shelf: Shelf;

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
    /** After the last record that counts. */
    private readonly end: () => Position,
  ) {
    this.history = new JournalHistory(ports, dir);
    this.shelf = new Shelf(ports, dir);
  }

  /** null when there is no such record, or it is not kept any more. */
  record(seq: number): JournalRecord | null {
    return explaining(DOING, () => this.history.record(seq, this.end()));
  }

  /** Every record from `from` to `to` that is kept, in order. */
  records(from: number, to: number): IterableIterator<JournalRecord> {
    return this.history.records(from, to, this.end());
  }

  /** Records whose text holds the given one (ASCII). */
  mentions(text: string, before: number, bytes_max: number): Mentions {
    return explaining(DOING, () => this.history.mentions(text, before, this.end(), bytes_max));
  }

  /** The text of every segment. */
  texts(): IterableIterator<string> {
    return this.history.texts(this.end());
  }

  /** From this record on, every record is kept. */
  get whole_from(): number {
    return explaining(DOING, () => {
      const segments = this.shelf.segments(this.end().segment);
      const thinned = segments.findLastIndex(({ form }) => form === 'thinned');
      return (segments[thinned + 1]?.after ?? this.end().seq) + 1;
    });
  }

  /** Oldest first: the segments that the checkpoint replaces. */
  archives(): Archive[] {
    return explaining(DOING, () => {
      const segments = this.shelf.segments(this.end().segment);
      return segments.slice(0, this.replaced(segments)).map((one, at) => ({
        segment: one.segment,
        form: one.form,
        first_seq: one.after + 1,
        last_seq: segments[at + 1]?.after ?? this.end().seq,
        size_bytes: this.shelf.sizeOf(one),
      }));
    });
  }

  /** Compresses a whole archive. Only for the owner. */
  pack(archive: Archive): void {
    explaining('Compressing an archive', () => {
      const one = this.found(archive);
      if (one?.form === 'whole') this.shelf.pack(one);
    });
  }

  /** Leaves of an archive only the wanted records. Only for the owner. */
  thin(archive: Archive, wanted: (record: JournalRecord) => boolean): void {
    explaining('Thinning an archive', () => {
      const one = this.found(archive);
      if (one !== undefined && one.form !== 'thinned') this.shelf.thin(one, wanted);
    });
  }

  /** Removes what an interrupted `pack` or `thin` left. Only for the owner. */
  tidy(): void {
    explaining('Tidying the archives', () => this.shelf.tidy(this.end().segment));
  }

  forget(): void {
    this.history.forget();
    this.shelf.forget();
  }

  private found({ segment }: Archive): ShelfSegment | undefined {
    return this.shelf.segments(this.end().segment).find((one) => one.segment === segment);
  }

  private replaced(segments: readonly ShelfSegment[]): number {
    const base = new CheckpointFile(this.ports, this.dir).base();
    const first = base === null ? 0 : segments.findIndex((one) => one.segment >= base.segment);
    return Math.max(0, first);
  }
}
