import type { JournalRecord } from '../kernel/changes/record.ts';
import { type ArchivedSegment, ArchiveStore } from './archive-store.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { explaining } from './errors.ts';
import { JournalHistory, type Mentions } from './record-lookup.ts';
import type { ArchiveInfo, JournalPorts, Position } from './types.ts';

const DOING = 'Reading the history of the journal';

/** What a journal still has of its past, and how that is stored. */
export class Archive {
  private readonly history: JournalHistory;
  private readonly store: ArchiveStore;

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
    /** After the last record that counts. */
    private readonly end: () => Position,
  ) {
    this.history = new JournalHistory(ports, dir);
    this.store = new ArchiveStore(ports, dir);
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
      const segments = this.store.segments(this.end().segment);
      const compacted = segments.findLastIndex(({ form }) => form === 'compacted');
      return (segments[compacted + 1]?.after ?? this.end().seq) + 1;
    });
  }

  /** Oldest first: the segments that the checkpoint replaces. */
  archives(): ArchiveInfo[] {
    return explaining(DOING, () => {
      const segments = this.store.segments(this.end().segment);
      return segments.slice(0, this.replaced(segments)).map((one, at) => ({
        segment: one.segment,
        form: one.form,
        first_seq: one.after + 1,
        last_seq: segments[at + 1]?.after ?? this.end().seq,
        size_bytes: this.store.sizeOf(one),
      }));
    });
  }

  /** Compresses a whole archive. Only for the owner. */
  pack(archive: ArchiveInfo): void {
    explaining('Compressing an archive', () => {
      const one = this.found(archive);
      if (one?.form === 'plain') this.store.pack(one);
    });
  }

  /** Leaves of an archive only the wanted records. Only for the owner. */
  thin(archive: ArchiveInfo, wanted: (record: JournalRecord) => boolean): void {
    explaining('Thinning an archive', () => {
      const one = this.found(archive);
      if (one !== undefined && one.form !== 'compacted') this.store.thin(one, wanted);
    });
  }

  /** Removes what an interrupted `pack` or `thin` left. Only for the owner. */
  tidy(): void {
    explaining('Tidying the archives', () => this.store.tidy(this.end().segment));
  }

  forget(): void {
    this.history.forget();
    this.store.forget();
  }

  private found({ segment }: ArchiveInfo): ArchivedSegment | undefined {
    return this.store.segments(this.end().segment).find((one) => one.segment === segment);
  }

  private replaced(segments: readonly ArchivedSegment[]): number {
    const base = new CheckpointFile(this.ports, this.dir).base();
    const first = base === null ? 0 : segments.findIndex((one) => one.segment >= base.segment);
    return Math.max(0, first);
  }
}
