import type { JournalRecord } from '../kernel/changes/record.ts';
import { explaining } from '../ports/explained.ts';
import { type ArchivedSegment, ArchiveStore } from './archive-store.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { type MentionRange, type Mentions, RecordLookup } from './record-lookup.ts';
import type { ArchiveInfo, JournalPorts, Position } from './types.ts';

const DOING = 'Reading the history of the journal';

/** What a journal still has of its past, and how that is stored. */
export class Archive {
  private readonly store: ArchiveStore;
  private readonly lookup: RecordLookup;

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
    /** After the last record that counts. */
    private readonly end: () => Position,
  ) {
    this.store = new ArchiveStore(ports, dir);
    this.lookup = new RecordLookup(ports, dir, this.store);
  }

  /** null when there is no such record, or it is not kept any more. */
  record(seq: number): JournalRecord | null {
    return explaining(DOING, () => this.lookup.record(seq, this.end()));
  }

  /** Hash of the line of a record; null when it is not kept. */
  chainOf(seq: number): string | null {
    return explaining(DOING, () => this.lookup.chainOf(seq, this.end()));
  }

  /** Every record from `from` to `to` that is kept, in order. */
  records(from: number, to: number): IterableIterator<JournalRecord> {
    return this.lookup.records(from, to, this.end());
  }

  /** Records in a range whose text holds the given one (ASCII), and others of the same segments. */
  mentions(text: string, range: MentionRange): Mentions {
    return explaining(DOING, () => this.lookup.mentions(text, range, this.end()));
  }

  /** The text of every segment. */
  texts(): IterableIterator<string> {
    return this.lookup.texts(this.end());
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

  /** Compresses an archive that is as it was written. Only for the owner. */
  compress(archive: ArchiveInfo): void {
    explaining('Compressing an archive', () => {
      const one = this.found(archive);
      if (one?.form === 'plain') this.store.compress(one);
    });
  }

  /** Leaves of an archive only the wanted records. Only for the owner. */
  compact(archive: ArchiveInfo, wanted: (record: JournalRecord) => boolean): void {
    explaining('Thinning an archive', () => {
      const one = this.found(archive);
      if (one !== undefined && one.form !== 'compacted') this.store.compact(one, wanted);
    });
  }

  /** Removes what an interrupted `compress` or `compact` left. Only for the owner. */
  tidy(): void {
    explaining('Tidying the archives', () => this.store.tidy(this.end().segment));
  }

  forget(): void {
    this.lookup.forget();
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
