/**
 * An owner that stays: it works until it is told to stop, waits on hints when there is nothing to
 * do, obeys the mailbox, and tells whoever watches what is new. What a person can mend ends a piece
 * of work, never the loop.
 */

import type { LoopEvent, LoopInput } from '../../api/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import { noteChange, retireRun } from '../../kernel/index.ts';
import { CommandHandler } from '../commands/apply.ts';
import { Mailbox } from '../commands/mailbox.ts';
import { hasRoom, isPausedByFullDisk } from '../owner/full-disk.ts';
import { asMillraceError } from '../owner/owned-work.ts';
import type { Owner } from '../owner/owner.ts';
import type { TickParts } from '../tick/parts.ts';
import { Scheduler, type Work } from '../tick/scheduler.ts';
import { LoopAlerts } from './alerts.ts';
import { LoopEvents } from './events.ts';
import { LoopIntake } from './intake.ts';
import { canBeMended } from './mendable.ts';
import { nextEnd } from './next-end.ts';
import { LoopPresence } from './presence.ts';
import { FollowedSettings } from './settings.ts';

const SESSION_LENGTH = 12;
/** How often a loop takes its lock anew without a tick in between. */
const OWNED_AGAIN_MAX = 10;
/** How often a loop that cannot go on looks whether that is mended. */
const REFUSED_POLL_MS = 5000;
/** The same for a loop that counts its ticks: somebody waits for the last of them. */
const IDLE_TICK_MS = 100;
/** How long a running stage is waited for before the loop looks at everything again. */
const STAGE_POLL_MS = 2000;
/** A wall clock that ran so much ahead of the monotonic one slept in between. */
const SUSPEND_MS_MIN = 10_000;
/** How long an interrupted loop waits for its stages to end. They are fenced: the next owner goes on. */
const INTERRUPT_MS_MAX = 30_000;
/** Owns the workspace for as long as it runs: dispatches, collects, and obeys the mailbox. */
export class Loop {
  private stopping: 'no' | 'drain' | 'now' = 'no';
  private stopReason = 'stopped';
  private interruptedAt = 0;
  private ticks = 0;
  private readonly scheduler: Scheduler;
  private readonly mailbox: Mailbox;
  private readonly intake: LoopIntake;
  private readonly session: string;
  private readonly events: LoopEvents;
  private readonly alerts: LoopAlerts;
  private readonly presence: LoopPresence;
  private waking = new AbortController();
  private readonly settings: FollowedSettings;

  constructor(
    private readonly parts: TickParts,
    private readonly input: LoopInput,
  ) {
    this.settings = new FollowedSettings(parts.ports);
    this.scheduler = new Scheduler(parts, null, () => this.settings.now.debounce_ms);
    const { layout } = parts.session;
    this.mailbox = new Mailbox(parts.ports.disk, layout);
    this.intake = new LoopIntake(parts, this.mailbox.folder, () => this.waking.abort());
    this.session = parts.ports.ids.hex(SESSION_LENGTH);
    this.events = new LoopEvents(parts, input.watch);
    this.alerts = new LoopAlerts(parts, this.session);
    this.presence = new LoopPresence(parts.session, this.session);
  }

  /** Resolves when the loop has ended; nothing is stranded then. */
  async run(): Promise<void> {
    const { stop, interrupt } = this.input;
    const drain = () => this.stop(false);
    const now = () => this.stop(true);
    stop.addEventListener('abort', drain, { once: true });
    interrupt.addEventListener('abort', now, { once: true });
    if (stop.aborted) drain();
    try {
      await this.stay();
    } finally {
      stop.removeEventListener('abort', drain);
      interrupt.removeEventListener('abort', now);
      this.parts.attempts.standDown();
      this.intake.end();
      await this.alerts.end();
    }
  }

  /** Where its lock was deleted with the rest of the state, it is taken anew, and the state restored. */
  private async stay(): Promise<void> {
    let ticks = -1;
    for (let again = 0; again < OWNED_AGAIN_MAX; again += 1) {
      if (this.ticks !== ticks) again = 0;
      ticks = this.ticks;
      try {
        return await this.parts.session.stay(this.session, () => this.own());
      } catch (error) {
        const isLost = isMillraceError(error) && this.parts.session.isLost(error);
        if (!isLost || again + 1 >= OWNED_AGAIN_MAX) throw error;
      }
    }
  }

  /** What a person can mend ends a piece of work, not the loop. */
  private async own(): Promise<void> {
    const { session } = this.parts;
    for (;;) {
      try {
        const owner = session.begin();
        this.alerts.began(owner);
        await this.work(owner);
        this.presence.left(owner);
        owner.finish();
        owner.requireEffects();
        this.alerts.finished(owner);
        this.tell({ kind: 'stopped', reason: this.stopReason, ticks: this.ticks });
        return;
      } catch (thrown) {
        const error = asMillraceError(thrown);
        session.discard(error);
        if (!isMillraceError(error) || !canBeMended(error)) {
          if (!isMillraceError(error) || !session.isLost(error)) this.alerts.failed(error);
          throw error;
        }
        this.presence.refused(error);
        this.alerts.refused(error);
        this.events.refused(error);
        if (this.stopping !== 'no')
          return this.tell({ kind: 'stopped', reason: 'stopped', ticks: this.ticks });
        await this.sleep(REFUSED_POLL_MS);
      }
    }
  }

  private async work(owner: Owner): Promise<void> {
    const commands = this.commands();
    this.presence.entered(owner);
    this.events.started(owner, this.session, liveOf(owner));
    this.mailbox.tidy(this.parts.ports.clock.now());
    for (;;) {
      this.parts.session.requireLock();
      // Taken before the work, so that what comes in meanwhile is noticed afterwards.
      const seen = this.intake.inboxes.fingerprint(owner);
      this.settings.follow(owner.follower);
      for (const done of commands.drain(owner, this.mailbox))
        this.tell({ kind: 'command', ...done });
      this.noticeWish(owner);
      this.intake.sayFailures(owner, this.input.watch);
      await this.intake.look(owner);
      if (this.isOver(owner)) return;
      if (this.stopping === 'now') this.interrupt(owner);
      const before = liveOf(owner);
      const work = this.scheduler.work(owner, this.dispatch(before.size));
      if (owner.isCheckpointOverdue) for (const _ of owner.checkpointGrown());
      // A stage that runs is one tick, whose result counts it; so is each look that finds nothing to do.
      if (work.kind !== 'running') this.ticks += 1;
      this.presence.worked(owner);
      this.events.started(owner, this.session, before);
      this.events.worked(owner, before, work);
      this.alerts.worked(owner, work);
      owner.requireEffects();
      if (work.kind !== 'applied' && !this.isOver(owner)) await this.waitForWork(owner, work, seen);
    }
  }

  private commands(): CommandHandler {
    const { ports, watch, attempts } = this.parts;
    const stop = (now: boolean) => this.stop(now);
    return new CommandHandler({ ports, watch, attempts, loop: { session: this.session, stop } });
  }

  private stop(now: boolean): void {
    if (this.stopping !== 'now') this.stopping = now ? 'now' : 'drain';
    this.waking.abort();
  }

  /** The result that reaches the limit of ticks starts nothing more. */
  private dispatch(live: number): 'next' | 'one' | 'none' {
    if (this.stopping !== 'no') return 'none';
    const { max_ticks } = this.input;
    if (max_ticks === null || this.ticks + Math.max(1, live) < max_ticks) return 'next';
    return live < max_ticks - this.ticks ? 'one' : 'none';
  }

  private isOver(owner: Owner): boolean {
    const { max_ticks } = this.input;
    const live = liveOf(owner).size;
    if (max_ticks !== null && this.ticks >= max_ticks) {
      if (this.stopping === 'no') this.stopReason = 'max_ticks';
      this.stop(false);
    }
    if (this.stopping === 'no' || live === 0) return this.stopping !== 'no';
    const waited_ms = this.parts.ports.clock.monotonic() - this.interruptedAt;
    return this.interruptedAt > 0 && waited_ms > INTERRUPT_MS_MAX;
  }

  /** Somebody may have said that no loop should run while this one could not be reached. */
  private noticeWish(owner: Owner): void {
    if (!this.input.while_desired || owner.state.desired_running || this.stopping !== 'no') return;
    this.stopReason = 'not_desired';
    this.stop(false);
  }

  /** The running stages are fenced; the next start runs them anew. */
  private interrupt(owner: Owner): void {
    if (this.interruptedAt === 0) this.interruptedAt = this.parts.ports.clock.monotonic();
    const running = [...owner.state.runs.values()].filter((run) => {
      const live = run.request?.live;
      return live != null && !live.fenced;
    });
    for (const run of running) owner.apply(retireRun(owner.state, run, 'again', 'stop'));
    owner.flush();
  }

  private tell(event: LoopEvent): void {
    this.input.watch(event);
  }

  /** Waits for a stage to end, a command, a document, or a look around. */
  private async waitForWork(owner: Owner, work: Work, seen: string): Promise<void> {
    const { ports, attempts } = this.parts;
    this.waking = new AbortController();
    const { signal } = this.waking;
    const unwatch = this.intake.watch(owner);
    const wall_ms = ports.clock.now() - ports.clock.monotonic();
    try {
      if (work.kind === 'running') {
        const waits = work.attempts.map((id) => attempts.wait(id, STAGE_POLL_MS, signal));
        const events = Promise.race([...waits, ports.clock.sleep(STAGE_POLL_MS, signal)]);
        void events.then(() => this.waking.abort());
        if (this.stopping === 'no') attempts.ready();
        await this.checkpoint(owner, owner.checkpointGrown());
        await events;
      } else {
        attempts.standDown();
        await this.idle(owner, seen, wall_ms);
      }
    } finally {
      this.waking.abort();
      unwatch();
    }
    this.noticeSuspend(owner, wall_ms);
  }

  /** Looks cheaply from time to time; comes back only when something may have changed. */
  private async idle(owner: Owner, seen: string, wall_ms: number): Promise<void> {
    const { ports } = this.parts;
    if (this.intake.inboxes.fingerprint(owner) !== seen) return;
    if (this.parts.watch.config.isMoving) return this.sleep(this.settings.now.debounce_ms);
    if (!(await this.checkpoint(owner, owner.checkpoint()))) return;
    if (this.input.max_ticks !== null) return this.sleep(IDLE_TICK_MS);
    const soon_ms = this.intake.soon_ms(owner);
    if (soon_ms !== null) return this.sleep(soon_ms);
    const until = Math.min(nextEnd(owner.state), owner.governor.nextLook(owner.state));
    const poll_ms = this.settings.now.idle_sleep_seconds * 1000;
    while (!this.waking.signal.aborted && ports.clock.now() < until) {
      await this.sleep(Math.min(poll_ms, Math.max(1, until - ports.clock.now())));
      this.parts.session.requireLock();
      if (this.intake.inboxes.fingerprint(owner) !== seen || this.suspended(wall_ms) !== 0) return;
      if (isPausedByFullDisk(owner) && hasRoom(ports.disk, this.parts.session.layout)) return;
    }
  }

  /** Ended early by whatever comes in: a checkpoint can wait. */
  private async checkpoint(owner: Owner, scheduler: Iterable<void>): Promise<boolean> {
    const before = this.intake.inboxes.arrivals(owner);
    for (const _ of scheduler) {
      await this.parts.ports.clock.sleep(0);
      if (this.waking.signal.aborted || this.intake.inboxes.arrivals(owner) !== before)
        return false;
    }
    return true;
  }

  private sleep(ms: number): Promise<void> {
    if (this.waking.signal.aborted) this.waking = new AbortController();
    return this.parts.ports.clock.sleep(ms, this.waking.signal);
  }

  /** How long the machine slept since, or by how much its wall clock was set ahead. */
  private suspended(wall_ms: number): number {
    const { clock } = this.parts.ports;
    const ms = Math.round(clock.now() - clock.monotonic() - wall_ms);
    return ms < SUSPEND_MS_MIN ? 0 : ms;
  }

  private noticeSuspend(owner: Owner, wall_ms: number): void {
    const ms = this.suspended(wall_ms);
    if (ms === 0) return;
    owner.commit({
      changes: [noteChange('machine_suspended', { ms })],
      cause: { input: 'clock', rule: 'suspend' },
    });
    this.tell({ kind: 'suspended', ms });
  }
}

function liveOf(owner: Owner): Set<string> {
  return new Set([...owner.state.runs.values()].flatMap((run) => run.request?.live?.id ?? []));
}
