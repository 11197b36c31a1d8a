import { isMillraceError } from '../../errors/errors.ts';
import { DiskFault, type Notice, type Outlet } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { failedMark, isResting, isSpent, passedMark } from './delivery-cursor.ts';
import type { Mark } from './delivery-file.ts';
import { OutboxBook } from './delivery-state.ts';
import { isNews, OutboxReader, type Pending, wants } from './pending.ts';

/** Records that the next process reads again, at most, when nothing was to be told. */
const LAG_RECORDS_MAX = 500;
/** When somebody else tells just now. */
const LOCKED_AGAIN_MS = 1000;

/** Something that goes on until it is mended: told once as long as it stands. */
export interface Standing {
  /** One thing at a time stands in each. */
  readonly slot: 'loop' | 'owner';
  /** The same thing has the same key. */
  readonly key: string;
  readonly notice: Notice;
  /** Another thing in this slot is not told sooner than this after the last. */
  readonly again_ms: number;
}

type Next =
  | { readonly pending: Pending; readonly notice: Notice }
  | { readonly standing: Standing; readonly notice: Notice };

export interface DeliverInput {
  readonly signal: AbortSignal;
  /** Monotonic time after which nothing more is begun. */
  readonly end_ms: number;
}

/**
 * Tells the user's outlets what the journal decided, in its order, at least once. Whoever tells
 * holds a lock of its own, so that nobody waits for an outlet; a try is counted before it is made,
 * so that nothing is told endlessly. No fault of a disk leaves it: telling is no reason to fail.
 */
export class Outbox {
  private readonly book: OutboxBook;
  private readonly reader: OutboxReader;
  private readonly standing = new Map<Standing['slot'], Standing | null>();
  /** Said once, however often it is met. */
  private trouble = '';

  constructor(
    private readonly ports: EnginePorts,
    layout: Layout,
  ) {
    this.book = new OutboxBook(ports, layout);
    this.reader = new OutboxReader(layout);
  }

  /** Comes before anything is decided: from then on a new outlet hears of everything. */
  prepare({ state }: Follower): void {
    this.guarded(() => {
      const { outlets, problem } = this.ports.outlets.list();
      const changed = problem === null && this.book.enter(outlets, state.epoch, state.seq + 1);
      if (changed) this.reader.forget();
    });
  }

  /** Takes in what was decided since. Reads nothing when nobody wants to hear. */
  take(follow: () => Follower): void {
    if (this.isWanted) this.guarded(() => this.read(follow()));
  }

  /** `make` is asked only when somebody wants to hear; null: nothing of the kind stands any more. */
  stands(slot: Standing['slot'], make: () => Standing | null): void {
    if (this.isWanted) this.standing.set(slot, this.guarded(make));
  }

  get isWanted(): boolean {
    return this.ports.outlets.list().outlets.length > 0;
  }

  /** Tells what is due. Returns the wall time at which something will be, or null. */
  async deliver(input: DeliverInput): Promise<number | null> {
    const { outlets } = this.ports.outlets.list();
    if (!outlets.some((outlet) => this.isDue(outlet))) return this.nextTime(outlets);
    const held = this.guarded(() => this.book.lock());
    if (held === null) return this.ports.clock.now() + LOCKED_AGAIN_MS;
    try {
      this.guarded(() => this.book.reload());
      await Promise.all(outlets.map((outlet) => this.serve(outlet, input)));
    } finally {
      held.release();
    }
    return this.nextTime(outlets);
  }

  private read(follower: Follower): void {
    this.prepare(follower);
    const { outlets } = this.ports.outlets.list();
    const marked = outlets.flatMap((outlet) => {
      const mark = this.book.markOf(outlet);
      return mark === null ? [] : [{ outlet, mark }];
    });
    if (marked.length === 0) return;
    const from = Math.min(...marked.map(({ mark }) => mark.seq));
    const isWanted = (one: Pending) => marked.some(({ outlet, mark }) => isNews(one, outlet, mark));
    this.reader.take(follower, from, isWanted);
  }

  private async serve(outlet: Outlet, { signal, end_ms }: DeliverInput): Promise<void> {
    for (;;) {
      const mark = this.book.markOf(outlet);
      if (mark === null || signal.aborted) return;
      const next = this.nextFor(outlet, mark);
      if (next === null) return this.settle(outlet, mark);
      if (isSpent(mark)) this.giveUp(outlet, mark, next);
      else if (isResting(mark, this.ports.clock.now())) return;
      else if (this.ports.clock.monotonic() >= end_ms) return;
      else await this.tell(outlet, mark, next, signal);
    }
  }

  private async tell(outlet: Outlet, mark: Mark, next: Next, signal: AbortSignal): Promise<void> {
    const counted = { ...mark, attempts: mark.attempts + 1 };
    this.book.save(outlet, counted);
    const sent = await outlet.send(next.notice, signal);
    const now = this.ports.clock.now();
    if (sent.ok) this.book.save(outlet, this.past(counted, next));
    else this.book.save(outlet, failedMark(counted, sent.reason, now, signal.aborted));
  }

  private giveUp(outlet: Outlet, mark: Mark, next: Next): void {
    const { id, what, quoted } = next.notice;
    const words = quoted === null || quoted === '' ? '' : ` (${quoted})`;
    const why = mark.reason ?? 'it was cut off each time';
    this.ports.outlets.log(`given up for ${outlet.name}, ${why}: ${id}: ${what}${words}`);
    const { failures, reason, retry_at } = mark;
    const given_up = mark.given_up + 1;
    this.book.save(outlet, { ...this.past(mark, next), failures, reason, retry_at, given_up });
  }

  private past(mark: Mark, next: Next): Mark {
    if ('pending' in next) return passedMark(mark, next.pending.seq, next.pending.nth + 1);
    const { slot, key } = next.standing;
    const at = new Date(this.ports.clock.now()).toISOString();
    return {
      ...passedMark(mark, mark.seq, mark.skip),
      told: { ...mark.told, [slot]: { key, at } },
    };
  }

  /** Nothing is left to tell. Written down when it saves much reading, or when something ended. */
  private settle(outlet: Outlet, mark: Mark): void {
    if (!this.lags(mark) && !this.hasEnded(mark)) return;
    const told = Object.entries(mark.told).filter(([slot]) => !this.isOver(slot));
    const { read } = this.reader;
    this.book.save(outlet, { ...mark, seq: read + 1, skip: 0, told: Object.fromEntries(told) });
  }

  private nextFor(outlet: Outlet, mark: Mark): Next | null {
    const pending = this.reader.next(outlet, mark);
    if (pending !== null) return { pending, notice: pending.notice };
    const standing = [...this.standing.values()].find(
      (one) => one !== null && wants(outlet, one.notice) && !this.wasTold(one, mark),
    );
    return standing == null ? null : { standing, notice: standing.notice };
  }

  private wasTold({ slot, key, again_ms }: Standing, mark: Mark): boolean {
    const told = mark.told[slot];
    if (told === undefined) return false;
    return told.key === key || this.ports.clock.now() - Date.parse(told.at) < again_ms;
  }

  private isDue(outlet: Outlet): boolean {
    const mark = this.book.markOf(outlet);
    if (mark === null) return false;
    if (this.nextFor(outlet, mark) === null) return this.lags(mark) || this.hasEnded(mark);
    return !isResting(mark, this.ports.clock.now());
  }

  private lags({ seq }: Mark): boolean {
    return this.reader.read - seq >= LAG_RECORDS_MAX;
  }

  private hasEnded({ told }: Mark): boolean {
    return Object.keys(told).some((slot) => this.isOver(slot));
  }

  private isOver(slot: string): boolean {
    return [...this.standing].some(([one, standing]) => one === slot && standing === null);
  }

  private nextTime(outlets: readonly Outlet[]): number | null {
    const now = this.ports.clock.now();
    const times = outlets.flatMap((outlet) => {
      const mark = this.book.markOf(outlet);
      if (mark === null || this.nextFor(outlet, mark) === null) return [];
      return isResting(mark, now) ? Date.parse(mark.retry_at ?? '') : now;
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  private guarded<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiskFault) && !isMillraceError(error)) throw error;
      const why = error instanceof DiskFault ? error.code : error.facts.what;
      if (why !== this.trouble) this.ports.outlets.log(`the outbox cannot be used now: ${why}`);
      this.trouble = why;
      return null;
    }
  }
}
