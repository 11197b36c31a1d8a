import type {
  LoopView,
  StatusView,
  StopInput,
  StopView,
  WaitInput,
  WaitReason,
  WaitView,
} from '../../api/index.ts';
import type { CommandClient } from '../commands/client.ts';
import type { OwnerSession } from '../owner/session.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { CommitWatch } from '../workspace/commit-watch.ts';
import { isFree, loopHolder } from '../workspace/lock.ts';

/** How often it says that it still waits. */
const PROGRESS_MS = 5000;
/** Results that an answer names. */
const RESULTS_MAX = 20;

export interface LoopClientParts {
  readonly ports: EnginePorts;
  readonly session: OwnerSession;
  readonly commands: CommandClient;
  readonly status: () => StatusView;
}

/** What other processes do with an owner that stays: see it, wait for it, end it. */
export class LoopClient {
  constructor(private readonly parts: LoopClientParts) {}

  loop(): LoopView {
    const { ports, session } = this.parts;
    const should_run = session.follow().state.desired_running;
    const found = loopHolder(ports, session.layout.lock);
    if (found === null) return { ...NO_LOOP, should_run };
    const { pid, since, host, version } = found;
    return { running: true, should_run, pid, since, session: found.session, host, version };
  }

  /** The wish first, so that a loop that ends meanwhile does not come back. */
  async stop(input: StopInput): Promise<StopView> {
    const { commands } = this.parts;
    const before = this.loop();
    const wish = await commands.run({ name: 'desire', running: false }, input.request_key);
    const { already } = wish;
    if (before.session === null)
      return { was_running: false, stopped: true, already, loop: before };
    // Whoever repeats a call does not end a loop that somebody has wanted since.
    if (already && before.should_run) return { ...STILL_RUNNING, loop: before };
    const stop = { name: 'stop', owner: before.session, now: input.now } as const;
    const asked = await commands.run(stop, input.request_key);
    if (asked.already) return { ...STILL_RUNNING, loop: this.loop() };
    await this.until(input, 'waiting for the loop to end', () => !this.isOwner(before.session));
    const loop = this.loop();
    return { was_running: true, stopped: loop.session !== before.session, already, loop };
  }

  /** Ends at once when nothing is going on. */
  async wait(input: WaitInput): Promise<WaitView> {
    const first = this.parts.status();
    const results: string[] = [];
    let { seq } = first;
    let request = this.lastResult()?.request;
    let reason = worthTelling(first, first);
    await this.until(input, 'the loop is running', () => {
      const last = this.lastResult();
      if (last !== null && last.request !== request) {
        request = last.request;
        results.push(`${last.node}: ${last.outcome}`);
        input.progress?.(`${last.node} ended with ${last.outcome}`);
      }
      const now = this.parts.session.follow().state.seq;
      if (reason === null && !this.loop().running) reason = 'stopped';
      if (reason === null && now !== seq) reason = worthTelling(first, this.parts.status());
      seq = now;
      return reason !== null;
    });
    const status = this.parts.status();
    return { reason: reason ?? 'time', results: results.slice(-RESULTS_MAX), status };
  }

  /** The lock decides; what its file says may be gone a moment before it. */
  private isOwner(session: string | null): boolean {
    const { ports, session: own } = this.parts;
    const holder = loopHolder(ports, own.layout.lock);
    if (holder !== null) return holder.session === session;
    return !isFree(ports, own.layout.lock);
  }

  private lastResult() {
    return this.parts.session.follow().state.last_result;
  }

  private async until(input: WaitInput, doing: string, isOver: () => boolean): Promise<void> {
    const { clock } = this.parts.ports;
    const start = clock.monotonic();
    let reported_ms = start;
    const commits = new CommitWatch(this.parts.ports, this.parts.session.layout.journal);
    try {
      while (!isOver() && !input.signal?.aborted && clock.monotonic() - start < input.wait_ms) {
        await commits.next(input.signal);
        if (clock.monotonic() - reported_ms < PROGRESS_MS) continue;
        reported_ms = clock.monotonic();
        input.progress?.(`${doing}, ${Math.round((reported_ms - start) / 1000)} s`);
      }
    } finally {
      commits.close();
    }
  }
}

/** Nothing goes on by itself in these. */
const IDLE_CONDITIONS = ['blocked', 'held', 'paused', 'waiting', 'refused', 'idle'] as const;

function worthTelling(first: StatusView, now: StatusView): WaitReason | null {
  if (now.closed_roots > first.closed_roots) return 'closed';
  if (!now.loop.running) return 'stopped';
  if (now.currentness === 'stale' && now.condition !== 'working') return 'refused';
  return IDLE_CONDITIONS.find((condition) => condition === now.condition) ?? null;
}

const STILL_RUNNING = { was_running: true, stopped: false, already: true } as const;

const NO_LOOP = {
  running: false,
  pid: null,
  since: null,
  session: null,
  host: null,
  version: null,
} as const;
