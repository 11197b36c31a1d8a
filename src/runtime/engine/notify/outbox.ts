/**
 * From what was decided to what the user's sinks got. Notices are read off records, alerts are
 * raised by conditions that last, and both are delivered at least once, each try counted before it
 * is made. The file of this room is no truth: without it sinks begin anew at the newest record.
 */

import { isMillraceError } from '../../errors/errors.ts';
import { DiskFault, type Notice, type Sink } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Alert } from './alert.ts';
import { advancedCursor, failedCursor, isResting, isSpent } from './delivery-cursor.ts';
import type { Cursor } from './delivery-file.ts';
import { DeliveryState } from './delivery-state.ts';
import { isNews, type Pending, PendingNotices, wants } from './pending.ts';

/** Records that the next process reads again, at most, when there was nothing to deliver. */
const LAG_RECORDS_MAX = 500;
/** How soon to look again while another process delivers. */
const LOCKED_AGAIN_MS = 1000;

type Next =
  | { readonly pending: Pending; readonly notice: Notice }
  | { readonly alert: Alert; readonly notice: Notice };

export interface DeliverInput {
  readonly signal: AbortSignal;
  /** Monotonic time after which nothing more is begun. */
  readonly end_ms: number;
}

/**
 * Delivers to the user's sinks what the journal decided, in its order, at least once. Whoever
 * delivers holds a lock of its own, so that nobody waits for a sink; a try is counted before it is
 * made, so that nothing is tried endlessly. No fault of a disk leaves it: a notification is no
 * reason to fail.
 */
export class Outbox {
  private readonly deliveries: DeliveryState;
  private readonly reader: PendingNotices;
  private readonly alerts = new Map<Alert['slot'], Alert | null>();
  /** Said once, however often it is met. */
  private lastProblem = '';

  constructor(
    private readonly ports: EnginePorts,
    layout: Layout,
  ) {
    this.deliveries = new DeliveryState(ports, layout);
    this.reader = new PendingNotices(layout);
  }

  /** Comes before anything is decided: from then on a new sink hears of everything. */
  prepare({ state }: Follower): void {
    this.guarded(() => {
      const { sinks, problem } = this.ports.sinks.list();
      const changed = problem === null && this.deliveries.enter(sinks, state.epoch, state.seq + 1);
      if (changed) this.reader.forget();
    });
  }

  /** Takes in what was decided since. Reads nothing when nobody wants to hear. */
  take(follow: () => Follower): void {
    if (this.isWanted) this.guarded(() => this.read(follow()));
  }

  /** `make` is asked only when somebody wants to hear; null clears the slot: nothing holds in it any more. */
  raise(slot: Alert['slot'], make: () => Alert | null): void {
    if (this.isWanted) this.alerts.set(slot, this.guarded(make));
  }

  get isWanted(): boolean {
    return this.ports.sinks.list().sinks.length > 0;
  }

  /** Delivers what is due. Returns the wall time at which something will be, or null. */
  async deliver(input: DeliverInput): Promise<number | null> {
    const { sinks } = this.ports.sinks.list();
    if (!sinks.some((sink) => this.isDue(sink))) return this.nextTime(sinks);
    const held = this.guarded(() => this.deliveries.lock());
    if (held === null) return this.ports.clock.now() + LOCKED_AGAIN_MS;
    try {
      this.guarded(() => this.deliveries.reload());
      await Promise.all(sinks.map((sink) => this.serve(sink, input)));
    } finally {
      held.release();
    }
    return this.nextTime(sinks);
  }

  private read(follower: Follower): void {
    this.prepare(follower);
    const { sinks } = this.ports.sinks.list();
    const marked = sinks.flatMap((sink) => {
      const cursor = this.deliveries.cursorOf(sink);
      return cursor === null ? [] : [{ sink, cursor }];
    });
    if (marked.length === 0) return;
    const from = Math.min(...marked.map(({ cursor }) => cursor.seq));
    const isWanted = (one: Pending) => marked.some(({ sink, cursor }) => isNews(one, sink, cursor));
    this.reader.take(follower, from, isWanted);
  }

  private async serve(sink: Sink, { signal, end_ms }: DeliverInput): Promise<void> {
    for (;;) {
      const cursor = this.deliveries.cursorOf(sink);
      if (cursor === null || signal.aborted) return;
      const next = this.nextFor(sink, cursor);
      if (next === null) return this.settle(sink, cursor);
      if (isSpent(cursor)) this.giveUp(sink, cursor, next);
      else if (isResting(cursor, this.ports.clock.now())) return;
      else if (this.ports.clock.monotonic() >= end_ms) return;
      else await this.send(sink, cursor, next, signal);
    }
  }

  private async send(sink: Sink, cursor: Cursor, next: Next, signal: AbortSignal): Promise<void> {
    const counted = { ...cursor, attempts: cursor.attempts + 1 };
    this.deliveries.save(sink, counted);
    const sent = await sink.send(next.notice, signal);
    const now = this.ports.clock.now();
    if (sent.ok) this.deliveries.save(sink, this.after(counted, next));
    else this.deliveries.save(sink, failedCursor(counted, sent.reason, now, signal.aborted));
  }

  private giveUp(sink: Sink, cursor: Cursor, next: Next): void {
    const { id, what, quoted } = next.notice;
    const words = quoted === null || quoted === '' ? '' : ` (${quoted})`;
    const why = cursor.reason ?? 'it was cut off each time';
    this.ports.sinks.log(`given up for ${sink.name}, ${why}: ${id}: ${what}${words}`);
    const { failures, reason, retry_at } = cursor;
    const given_up = cursor.given_up + 1;
    this.deliveries.save(sink, {
      ...this.after(cursor, next),
      failures,
      reason,
      retry_at,
      given_up,
    });
  }

  private after(cursor: Cursor, next: Next): Cursor {
    if ('pending' in next) return advancedCursor(cursor, next.pending.seq, next.pending.nth + 1);
    const { slot, key } = next.alert;
    const at = new Date(this.ports.clock.now()).toISOString();
    return {
      ...advancedCursor(cursor, cursor.seq, cursor.skip),
      told: { ...cursor.told, [slot]: { key, at } },
    };
  }

  /** Nothing is left to deliver. Written down when it saves much reading, or when an alert ended. */
  private settle(sink: Sink, cursor: Cursor): void {
    if (!this.lags(cursor) && !this.hasEnded(cursor)) return;
    const held = Object.entries(cursor.told).filter(([slot]) => !this.isOver(slot));
    const { read } = this.reader;
    this.deliveries.save(sink, {
      ...cursor,
      seq: read + 1,
      skip: 0,
      told: Object.fromEntries(held),
    });
  }

  private nextFor(sink: Sink, cursor: Cursor): Next | null {
    const pending = this.reader.next(sink, cursor);
    if (pending !== null) return { pending, notice: pending.notice };
    const alert = [...this.alerts.values()].find(
      (one) => one !== null && wants(sink, one.notice) && !this.wasDelivered(one, cursor),
    );
    return alert == null ? null : { alert, notice: alert.notice };
  }

  private wasDelivered({ slot, key, again_ms }: Alert, cursor: Cursor): boolean {
    const delivered = cursor.told[slot];
    if (delivered === undefined) return false;
    return delivered.key === key || this.ports.clock.now() - Date.parse(delivered.at) < again_ms;
  }

  private isDue(sink: Sink): boolean {
    const cursor = this.deliveries.cursorOf(sink);
    if (cursor === null) return false;
    if (this.nextFor(sink, cursor) === null) return this.lags(cursor) || this.hasEnded(cursor);
    return !isResting(cursor, this.ports.clock.now());
  }

  private lags({ seq }: Cursor): boolean {
    return this.reader.read - seq >= LAG_RECORDS_MAX;
  }

  private hasEnded({ told }: Cursor): boolean {
    return Object.keys(told).some((slot) => this.isOver(slot));
  }

  private isOver(slot: string): boolean {
    return [...this.alerts].some(([one, alert]) => one === slot && alert === null);
  }

  private nextTime(sinks: readonly Sink[]): number | null {
    const now = this.ports.clock.now();
    const times = sinks.flatMap((sink) => {
      const cursor = this.deliveries.cursorOf(sink);
      if (cursor === null || this.nextFor(sink, cursor) === null) return [];
      return isResting(cursor, now) ? Date.parse(cursor.retry_at ?? '') : now;
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  private guarded<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiskFault) && !isMillraceError(error)) throw error;
      const why = error instanceof DiskFault ? error.code : error.facts.what;
      if (why !== this.lastProblem) this.ports.sinks.log(`the outbox cannot be used now: ${why}`);
      this.lastProblem = why;
      return null;
    }
  }
}
