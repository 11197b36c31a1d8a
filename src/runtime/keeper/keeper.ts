import { DiskFault } from '../ports/disk.ts';
import type { HeldLock, Wake } from '../ports/small.ts';
import { type ClaimPorts, claimAsFirst, claimAsSuccessor } from './claim.ts';
import { completionOf, outcomeOf, sizeOf } from './conclusion.ts';
import { createOnce, recordedExit, writeCompletion } from './durable.ts';
import { familyOf, harnessOf, type Seen, Sweep } from './family.ts';
import { ATTEMPT_FILES, ATTEMPT_VARIABLE, KEEPER_STATUS } from './files.ts';
import { readLaunch, readSpawning, readStopReason } from './marks.ts';
import { isRecorder, recorded } from './recorder.ts';
import type { Completion, LaunchSpec } from './types.ts';

export type KeeperMode = 'first' | 'successor';

export interface KeeperPorts extends ClaimPorts {
  readonly wake: Wake;
  /** Lines for a person who reads the keeper's log. */
  readonly log: (line: string) => void;
  /** Called at named points, so that tests can end or delay the keeper there. */
  readonly at?: (point: string) => Promise<void>;
}

/** With an own child its end is an event; the others are found out by looking. */
const OWN_CHILD_POLL_MS = 1000;
const ORPHAN_POLL_MS = 250;
const STOP_POLL_MS = 25;
/** After the kill, time for the recorder to write the status that the kill caused. */
const RECORDER_MS = 1000;
const SWEEP_PAUSE_MS = 5;
const COMPLETION_RETRY_MS = 500;
/** Twenty minutes of a disk that refuses; then the lock goes and an owner judges. */
const COMPLETION_TRIES_MAX = 2400;

/** Owns one attempt to its end. Returns the exit status of the keeper process. */
export async function runKeeper(
  ports: KeeperPorts,
  directory: string,
  mode: KeeperMode,
): Promise<number> {
  try {
    return await keep(ports, directory, mode);
  } catch (error) {
    ports.log(error instanceof Error ? error.message : 'unknown error');
    return error instanceof DiskFault ? KEEPER_STATUS.directory_gone : KEEPER_STATUS.failed;
  }
}

async function keep(ports: KeeperPorts, directory: string, mode: KeeperMode): Promise<number> {
  const launch = readLaunch(ports.disk, directory);
  const inode = ports.disk.stat(directory)?.inode;
  if (launch === null || inode === undefined) return KEEPER_STATUS.directory_gone;
  await ports.at?.('before-claim');
  const held = await (mode === 'first'
    ? claimAsFirst(ports, directory)
    : claimAsSuccessor(ports, directory));
  if (held === null) return KEEPER_STATUS.taken_by_another;
  await ports.at?.('after-claim');
  return new Keeper(ports, directory, mode, launch, inode).run(held);
}

interface OwnChild {
  ended: boolean;
  code: number | null;
  error: string | null;
}

class Keeper {
  private child: OwnChild | null = null;
  private swept = 0;
  private waking = new AbortController();
  private heard: { bytes: number; monotonic_ms: number };

  constructor(
    private readonly ports: KeeperPorts,
    private readonly directory: string,
    private readonly mode: KeeperMode,
    private readonly launch: LaunchSpec,
    private readonly inode: number,
  ) {
    this.heard = { bytes: -1, monotonic_ms: ports.clock.monotonic() };
  }

  async run(held: HeldLock): Promise<number> {
    const unwatch = this.ports.wake.watch([this.path('cancel')], () => this.waking.abort());
    try {
      await this.ports.at?.('after-lock');
      if (this.exists('completion')) return KEEPER_STATUS.done;
      return await this.runHarness();
    } finally {
      unwatch();
      held.release();
    }
  }

  private async runHarness(): Promise<number> {
    const reason = this.stopReason();
    if (this.mode === 'first') {
      if (reason !== null) return this.finish('never_spawned', reason, null);
      await this.start();
    } else if (!this.exists('spawning')) {
      return this.finish('never_spawned', reason, null);
    }
    const stopped = await this.watchOver();
    await this.ports.at?.('after-exit');
    // Nothing of a finished attempt may touch the files of the next one.
    await this.sweep(new Map());
    return this.conclude(stopped);
  }

  /** Returns why the harness was stopped, or null when it ended by itself. */
  private async watchOver(): Promise<string | null> {
    for (;;) {
      if (this.isOver()) return null;
      const reason = this.stopReason();
      if (reason !== null) {
        await this.stop(reason);
        return reason;
      }
      const poll = this.child === null ? ORPHAN_POLL_MS : OWN_CHILD_POLL_MS;
      await this.nap(Math.min(poll, this.remainingMs()));
    }
  }

  /** `spawning` is durable before the spawn: without it the harness surely never ran. It starts the deadline. */
  private async start(): Promise<void> {
    const { clock, processes } = this.ports;
    const mark = {
      monotonic_ms: clock.monotonic(),
      boot: processes.self().boot,
      at: new Date(clock.now()).toISOString(),
    };
    createOnce(this.ports, this.path('spawning'), `${JSON.stringify(mark)}\n`);
    await this.ports.at?.('before-spawn');
    const { stdin } = this.launch;
    const { ended } = processes.spawnDetached({
      argv: recorded(this.directory, this.launch.argv),
      cwd: this.launch.cwd,
      env: { ...this.launch.env, [ATTEMPT_VARIABLE]: this.launch.attempt },
      stdin: stdin === null ? null : `${this.directory}/${stdin}`,
      stdout: this.path('stdout'),
      stderr: this.path('stderr'),
    });
    const child: OwnChild = { ended: false, code: null, error: null };
    this.child = child;
    ended.then((end) => {
      Object.assign(child, end, { ended: true });
      this.waking.abort();
    });
    await this.ports.at?.('after-spawn');
  }

  private stopReason(): string | null {
    if (this.isGone()) return 'directory_gone';
    if (this.exists('cancel')) return 'cancelled';
    if (this.remainingMs() <= 0) return 'deadline';
    return this.isSilent() ? 'silence' : null;
  }

  private remainingMs(): number {
    if (this.launch.timeout_ms === 0) return Number.POSITIVE_INFINITY;
    const spawning = readSpawning(this.ports.disk, this.directory);
    if (spawning === null) return this.launch.timeout_ms;
    return spawning.monotonic_ms + this.launch.timeout_ms - this.ports.clock.monotonic();
  }

  private isSilent(): boolean {
    if (this.launch.silence_ms === 0) return false;
    const { disk, clock } = this.ports;
    const bytes = sizeOf(disk, this.path('stdout')) + sizeOf(disk, this.path('stderr'));
    if (bytes !== this.heard.bytes) this.heard = { bytes, monotonic_ms: clock.monotonic() };
    return clock.monotonic() - this.heard.monotonic_ms >= this.launch.silence_ms;
  }

  /** Own child: its end. Orphan of a dead keeper: the recorded status, or no recorder any more. */
  private isOver(): boolean {
    if (this.child !== null) return this.child.ended;
    if (!this.isGone() && recordedExit(this.ports.disk, this.directory) !== null) return true;
    return this.recorders().length === 0;
  }

  private async stop(reason: string): Promise<void> {
    this.markStopping(reason);
    const { processes, attempt } = { ...this.ports, ...this.launch };
    // Before the first signal: parents are still known.
    const family = familyOf(processes.list(), attempt, new Map());
    const seen: Seen = new Map(family.map((one) => [one.pid, one.start]));
    await this.ports.at?.('stopping');
    for (const { signal, grace_ms } of this.launch.stop) {
      for (const group of new Set(this.recorders().map((one) => one.group))) {
        processes.signalGroup(group, signal);
      }
      if (await this.isOverWithin(grace_ms)) break;
    }
    // The recorder lives on to record the status that the kill causes.
    await this.sweep(seen, true);
    await this.isOverWithin(RECORDER_MS);
    await this.sweep(seen);
  }

  /** The mark decides later that the end counts as stopped; a full disk or a deleted directory cannot take it. */
  private markStopping(reason: string): void {
    try {
      createOnce(this.ports, this.path('stopping'), `${JSON.stringify({ reason })}\n`);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.ports.log(`no stopping mark: ${error.code}`);
    }
  }

  private async isOverWithin(ms: number): Promise<boolean> {
    const end = this.ports.clock.monotonic() + ms;
    while (this.ports.clock.monotonic() < end) {
      if (this.isOver()) return true;
      await this.nap(Math.min(STOP_POLL_MS, ms));
    }
    return this.isOver();
  }

  private async sweep(seen: Seen, sparesRecorder = false): Promise<void> {
    const spares = sparesRecorder ? isRecorder : () => false;
    const sweep = new Sweep(this.ports.processes, this.launch.attempt, seen, spares);
    while (!sweep.round()) await this.ports.clock.sleep(SWEEP_PAUSE_MS);
    this.swept += sweep.killedTotal;
  }

  private conclude(stopped: string | null): Promise<number> | number {
    if (this.isGone()) return KEEPER_STATUS.directory_gone;
    const code = recordedExit(this.ports.disk, this.directory) ?? this.child?.code ?? null;
    const error = this.child?.error ?? null;
    if (error !== null) return this.finish('never_spawned', error, null);
    const reason = readStopReason(this.ports.disk, this.directory) ?? stopped;
    return this.finish(outcomeOf(reason, code), reason, code);
  }

  private async finish(
    outcome: Completion['outcome'],
    reason: string | null,
    exitCode: number | null,
  ): Promise<number> {
    await this.ports.at?.('before-completion');
    for (let tries = 0; tries < COMPLETION_TRIES_MAX; tries += 1) {
      if (this.isGone()) return KEEPER_STATUS.directory_gone;
      if (this.tryComplete(outcome, reason, exitCode)) {
        await this.ports.at?.('after-completion');
        return KEEPER_STATUS.done;
      }
      await this.ports.clock.sleep(COMPLETION_RETRY_MS);
    }
    return KEEPER_STATUS.failed;
  }

  private tryComplete(
    outcome: Completion['outcome'],
    reason: string | null,
    exit_code: number | null,
  ): boolean {
    const { disk, log } = this.ports;
    const { attempt } = this.launch;
    const end = { attempt, by: this.mode, outcome, reason, exit_code, swept: this.swept };
    try {
      const text = JSON.stringify(completionOf(this.ports, this.directory, end));
      if (!writeCompletion(disk, this.directory, text)) log('a completion was there already');
      return true;
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      log(`completion refused: ${error.code}; the lock stays held`);
      return false;
    }
  }

  private recorders() {
    return harnessOf(this.ports.processes.list(), this.launch.attempt).filter(isRecorder);
  }

  private isGone(): boolean {
    return this.ports.disk.stat(this.directory)?.inode !== this.inode;
  }

  private exists(file: keyof typeof ATTEMPT_FILES): boolean {
    return this.ports.disk.stat(this.path(file)) !== null;
  }

  private path(file: keyof typeof ATTEMPT_FILES): string {
    return `${this.directory}/${ATTEMPT_FILES[file]}`;
  }

  /** A hint or the harness's end cuts it short. */
  private async nap(ms: number): Promise<void> {
    this.waking = new AbortController();
    await this.ports.clock.sleep(ms, this.waking.signal);
  }
}
