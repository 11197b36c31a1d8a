import { basename } from 'node:path';
import type { JournalRecord } from '../../kernel/index.ts';
import type { Notice, Sink } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Cursor } from './delivery-file.ts';
import { noticesOf, quotedText } from './notices.ts';

/** Notices in memory; the rest stays in the journal until these were told and something happens. */
const PENDING_MAX = 1000;
/** Records that are looked up one by one, because the newest are in memory. */
const LOOKED_UP_MAX = 8;

/** A notice and its place: the record, and the how manyth of that record it is, from 0. */
export interface Pending {
  readonly seq: number;
  readonly nth: number;
  readonly notice: Notice;
}

/** What the journal decided to tell, read as far as it is needed. */
export class OutboxReader {
  private pending: Pending[] = [];
  /** The last record that was looked at. */
  read = 0;

  constructor(private readonly layout: Layout) {}

  /** `isWanted`: somebody still has to be told. */
  take(follower: Follower, from: number, isWanted: (one: Pending) => boolean): void {
    this.pending = this.pending.filter(isWanted);
    this.read = Math.max(this.read, from - 1);
    for (const record of recordsOf(follower, this.read + 1)) {
      if (this.pending.length >= PENDING_MAX) return;
      this.pending.push(...this.noticesIn(record, follower).filter(isWanted));
      this.read = record.n;
    }
    this.read = Math.max(this.read, follower.state.seq);
  }

  next(sink: Sink, mark: Cursor): Pending | null {
    return this.pending.find((one) => isNews(one, sink, mark)) ?? null;
  }

  /** The journal is another one, or others read on from another place. */
  forget(): void {
    this.pending = [];
    this.read = 0;
  }

  private noticesIn(record: JournalRecord, follower: Follower): Pending[] {
    const { state } = follower;
    const found = noticesOf(record, {
      title: (key) => state.items.get(key)?.title ?? null,
      record: (seq) => follower.recordOrNull(seq),
    });
    const { n: seq, at } = record;
    const common = { ...noticeFrame(this.layout, follower), seq, at };
    return found.map((one, nth) => {
      const earlier = found.slice(0, nth).filter(({ kind }) => kind === one.kind).length;
      const id = `${state.epoch}-${seq}-${one.kind}${earlier === 0 ? '' : `-${earlier + 1}`}`;
      return { seq, nth, notice: { ...common, id, ...one } };
    });
  }
}

export function isNews({ seq, nth, notice }: Pending, sink: Sink, mark: Cursor): boolean {
  const isAfter = seq > mark.seq || (seq === mark.seq && nth >= mark.skip);
  return isAfter && wants(sink, notice);
}

export function wants({ kinds }: Sink, { kind }: Notice): boolean {
  return kinds.some((one) => one === kind);
}

/** What every notice of a workspace says. */
export function noticeFrame(layout: Layout, { state, index }: Follower) {
  return {
    schema_version: '1.0',
    workspace: { id: state.epoch, name: quotedText(basename(layout.root)) },
    simulated: index?.plan.simulated ?? false,
  } as const;
}

function* recordsOf(follower: Follower, from: number): IterableIterator<JournalRecord> {
  const { seq: last } = follower.state;
  if (last - from >= LOOKED_UP_MAX) return yield* follower.journal.archive.records(from, last);
  for (let seq = from; seq <= last; seq += 1) {
    const record = follower.recordOrNull(seq);
    if (record !== null) yield record;
  }
}
