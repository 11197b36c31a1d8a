import { basename } from 'node:path';
import { isSimulated, type JournalRecord } from '../../kernel/index.ts';
import type { Notice, Sink } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Cursor } from './delivery-file.ts';
import { quotedText } from './notice-text.ts';
import { noticesOf } from './notices.ts';

/** Notices in memory; the rest stays in the journal until these were delivered and something happens. */
const PENDING_MAX = 1000;
/** Records that are looked up one by one, because the newest are in memory. */
const LOOKED_UP_MAX = 8;

/** A notice, the record that decided it, and its number among the notices of that record, from 0. */
export interface Pending {
  readonly seq: number;
  readonly nth: number;
  readonly notice: Notice;
}

/** The notices that the journal decided, read as far as they are needed. */
export class PendingNotices {
  private pending: Pending[] = [];
  /** The last record that was looked at. */
  read = 0;

  constructor(private readonly layout: Layout) {}

  /** `isWanted`: somebody still has to get it. */
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

  next(sink: Sink, cursor: Cursor): Pending | null {
    return this.pending.find((one) => isNews(one, sink, cursor)) ?? null;
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

export function isNews({ seq, nth, notice }: Pending, sink: Sink, cursor: Cursor): boolean {
  const isAfter = seq > cursor.seq || (seq === cursor.seq && nth >= cursor.skip);
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
    simulated: isSimulated(state, index),
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
