/**
 * One piece of work under the lock: take in what has ended, record what follows, dispatch what
 * comes next. A call does it once and then waits for the stage without the lock; a loop does it
 * again and again.
 */

import type { TickInput, TickView } from '../../api/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import { retryHeld } from '../../kernel/index.ts';
import { CommandHandler } from '../commands/apply.ts';
import { Mailbox } from '../commands/mailbox.ts';
import type { Readiness } from '../harnesses/readiness.ts';
import { takesIdeas } from '../ideas/inbox.ts';
import type { OwnedWork } from '../owner/owned-work.ts';
import type { Owner } from '../owner/owner.ts';
import { planForWork } from '../plan/adopt.ts';
import { stageOf } from '../views/status.ts';
import { CommitWatch } from '../workspace/commit-watch.ts';
import { type Holder, loopHolder } from '../workspace/lock.ts';
import type { TickParts } from './parts.ts';
import { Scheduler, type Work } from './scheduler.ts';

/** How often a waiting call says that the stage still runs. */
const PROGRESS_MS = 5000;
/** How often one call tries to own a workspace whose state is being deleted. */
const OWNED_AGAIN_MAX = 3;
const OWNED_AGAIN_MS = 100;

export type TickOutcome = Omit<TickView, 'status'>;

/**
 * One tick: bring one stage to its applied result. The lock is held only while something is
 * decided; while a stage runs nobody owns the workspace, so any other process may look, hand over
 * work or take over the waiting.
 */
export class Tick {
  private readonly scheduler: Scheduler;
  private hasRetried = false;
  private hasLooked = false;

  constructor(
    private readonly parts: TickParts,
    private readonly input: TickInput,
    readiness: Readiness,
  ) {
    this.scheduler = new Scheduler(parts, readiness);
  }

  async run(): Promise<TickOutcome> {
    const { clock } = this.parts.ports;
    const end = clock.monotonic() + this.input.wait_ms;
    for (;;) {
      const own = await this.own();
      if (own.kind === 'loop') {
        const outcome = await this.follow(own.holder, end);
        if (outcome !== null) return outcome;
        continue;
      }
      const work = own.value;
      this.noteAdopted(work);
      const notes = own.note === null ? [] : [own.note];
      const recovered = [...this.parts.session.recoveryNotes.splice(0), ...notes];
      if (work.kind === 'idle' && (await this.hasIdeas())) continue;
      if (work.kind === 'idle') return { did: work.did, stage: null, applied: null, recovered };
      if (work.kind === 'applied') {
        return { did: 'applied', stage: null, applied: work.applied, recovered };
      }
      const left = end - clock.monotonic();
      if (left <= 0 || this.input.signal?.aborted) return this.stillRunning(recovered);
      this.parts.session.recoveryNotes.push(...recovered);
      await this.wait(work.attempts, Math.min(left, PROGRESS_MS));
    }
  }

  /** With nothing else to do, once a call: new files are waited for until they count. */
  private async hasIdeas(): Promise<boolean> {
    const { ideas, ports, session, watchers } = this.parts;
    const settings = watchers.now();
    if (this.hasLooked || !takesIdeas(settings)) return false;
    this.hasLooked = true;
    const look = () => {
      const { state, index } = session.follow();
      return ideas.look(state, index?.plan ?? null, settings.debounce_ms);
    };
    if (await look()) return true;
    if (!ideas.waits) return false;
    await ports.clock.sleep(settings.debounce_ms, this.input.signal);
    return look();
  }

  /** State that is deleted meanwhile, by the stage perhaps that was waited for, is restored first. */
  private async own(): Promise<OwnedWork<Work>> {
    const { ports, session } = this.parts;
    for (let again = 0; ; again += 1) {
      try {
        return await session.ownUnlessLoop((owner) => this.work(owner));
      } catch (error) {
        if (!isMillraceError(error) || !session.isLost(error) || again >= OWNED_AGAIN_MAX)
          throw error;
        // At once at first; what deletes it may still be at work.
        if (again > 0) await ports.clock.sleep(OWNED_AGAIN_MS);
      }
    }
  }

  private noteAdopted(work: Work): void {
    const { recoveryNotes, foreign } = this.parts.session;
    if (work.kind !== 'running') return;
    for (const attempt of work.attempts) recoveryNotes.push(...foreign.adopted(attempt));
  }

  /** What was put into the mailbox of an owner that has gone comes first. */
  private work(owner: Owner): Work {
    const { ports, watch, attempts, session } = this.parts;
    const commands = new CommandHandler({ ports, watch, attempts, loop: null });
    commands.drain(owner, new Mailbox(ports.disk, session.layout));
    // Once for each call: whoever calls may have mended what a harness needs.
    const held = this.hasRetried ? null : retryHeld(owner.state);
    if (held !== null) owner.apply(held);
    this.hasRetried = true;
    const { debounce_ms } = this.parts.watchers.now();
    this.parts.ideas.take(owner, () => planForWork(this.parts, owner, debounce_ms).index);
    const done = this.scheduler.work(owner, 'one');
    if (done.kind === 'idle') {
      owner.effect(() => {
        for (const _ of owner.checkpoint());
      });
    }
    return done;
  }

  /**
   * An owner that stays does the work; this call only waits for its next result. Null when the
   * owner has gone: this call does the work then.
   */
  private async follow(holder: Holder, end: number): Promise<TickOutcome | null> {
    const { ports, session } = this.parts;
    const before = session.follow().state.last_result?.request;
    const hasNews = () => session.follow().state.last_result?.request !== before;
    this.input.progress?.(`the loop of process ${holder.pid} runs the stages`);
    const commits = new CommitWatch(ports, session.layout.journal);
    try {
      while (ports.clock.monotonic() < end && !this.input.signal?.aborted && !hasNews()) {
        await commits.next(this.input.signal);
        if (loopHolder(ports, session.layout.lock)?.session !== holder.session) return null;
      }
    } finally {
      commits.close();
    }
    const note = `A loop runs this workspace by itself (process ${holder.pid} on ${holder.host}).`;
    return this.stillRunning([note]);
  }

  /** Waits for any of the attempts, without the lock. */
  private async wait(attempts: readonly string[], ms: number): Promise<void> {
    const stop = new AbortController();
    const abort = () => stop.abort();
    this.input.signal?.addEventListener('abort', abort, { once: true });
    this.input.progress?.(`waiting for ${attempts.join(', ')}`);
    try {
      await Promise.race(attempts.map((id) => this.parts.attempts.wait(id, ms, stop.signal)));
    } finally {
      stop.abort();
      this.input.signal?.removeEventListener('abort', abort);
    }
  }

  private stillRunning(recovered: readonly string[]): TickOutcome {
    const { state, index } = this.parts.session.follow();
    const run = [...state.runs.values()].find((one) => one.request?.live != null);
    const stage = run === undefined || index === null ? null : stageOf(index, state, run);
    return { did: 'running', stage, applied: null, recovered };
  }
}
