import { DiskFault } from '../ports/disk.ts';
import type { ProcessEntry } from '../ports/processes.ts';
import type { AttemptDirectory } from './attempt-directory.ts';
import { createOnce, recordedExit } from './durable.ts';
import { ATTEMPT_VARIABLE, MARK_VARIABLE } from './files.ts';
import { type AttemptRef, markOf } from './mark.ts';
import type { KeeperPorts } from './ports.ts';
import { harnessOf, type KnownProcesses, processTreeOf, Sweep } from './process-tree.ts';
import type { ReadyClaim } from './ready-claim.ts';
import { isRecorder, recorded } from './recorder.ts';
import type { LaunchSpec } from './types.ts';

const STOP_POLL_MS = 25;
/** After the kill, time for the recorder to write the status that the kill caused. */
const RECORDER_MS = 1000;
const SWEEP_PAUSE_MS = 5;

export interface HarnessPorts extends KeeperPorts {
  /** The environment of the assignment. */
  readonly env: Readonly<Record<string, string>>;
}

interface OwnChild {
  ended: boolean;
  code: number | null;
  error: string | null;
}

/** The processes of one attempt, started here or by a keeper that is dead now. */
export class Harness {
  private child: OwnChild | null = null;
  /** Nobody of the attempt started earlier; known when the harness was started here. */
  private since: string | null = null;
  private waking = new AbortController();
  readonly ref: AttemptRef;
  /** Processes killed so far. */
  swept = 0;

  constructor(
    private readonly ports: HarnessPorts,
    private readonly attempt: AttemptDirectory,
    private readonly launch: LaunchSpec,
  ) {
    const { workspace = null } = launch;
    this.ref = { attempt: launch.attempt, workspace, directory: attempt.directory };
  }

  get isOwnChild(): boolean {
    return this.child !== null;
  }

  /** The system's error when it could not be started. */
  get startError(): string | null {
    return this.child?.error ?? null;
  }

  /** What the system told of an own child comes first: the recorded name lies where the stage writes. */
  exitCode(): number | null {
    return this.child?.code ?? recordedExit(this.ports.disk, this.attempt.directory);
  }

  /**
   * `spawning` is durable before the spawn: without it the harness surely never ran. It starts the
   * deadline.
   */
  async start(ready: ReadyClaim): Promise<void> {
    const { clock, processes } = this.ports;
    const { boot, pid: own } = processes.self();
    const spawning = {
      monotonic_ms: clock.monotonic(),
      boot,
      at: new Date(clock.now()).toISOString(),
    };
    ready.markSpawning(this.attempt.directory, JSON.stringify(spawning));
    await this.ports.at?.('before-spawn');
    const { stdin } = this.launch;
    const { pid, ended } = processes.spawnDetached({
      argv: recorded(this.attempt.directory, this.launch.argv),
      cwd: this.launch.cwd,
      env: { ...this.passedOn(), ...this.launch.env, ...this.marks() },
      stdin: stdin === null ? null : `${this.attempt.directory}/${stdin}`,
      stdout: this.attempt.path('stdout'),
      stderr: this.attempt.path('stderr'),
    });
    const child: OwnChild = { ended: false, code: null, error: null };
    this.child = child;
    // This keeper may be much older than its attempt, and its first process may be gone already.
    this.since = processes.startOf(pid) ?? processes.startOf(own);
    ended.then((end) => {
      Object.assign(child, end, { ended: true });
      this.wake();
    });
    await this.ports.at?.('after-spawn');
  }

  private marks(): Record<string, string> {
    const { attempt, workspace } = this.ref;
    const own = { [ATTEMPT_VARIABLE]: attempt };
    return workspace === null ? own : { ...own, [MARK_VARIABLE]: markOf(workspace, attempt) };
  }

  private passedOn(): Record<string, string> {
    const { env } = this.ports;
    const entries = (this.launch.env_pass ?? []).map((name) => [name, env[name]] as const);
    return Object.fromEntries(
      entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  /** Own child: its end. Orphan of a dead keeper: the recorded status, or no recorder any more. */
  isOver(): boolean {
    if (this.child !== null) return this.child.ended;
    const { disk } = this.ports;
    if (!this.attempt.isGone() && recordedExit(disk, this.attempt.directory) !== null) return true;
    return this.recorders().length === 0;
  }

  /** The stop steps, each with its grace time, then the kill. */
  async stop(reason: string): Promise<void> {
    this.markStopping(reason);
    const { processes } = this.ports;
    // Before the first signal: parents are still known.
    const tree = processTreeOf(processes.list(), this.ref, new Map());
    const seen: KnownProcesses = new Map(tree.map((one) => [one.pid, one.start]));
    await this.ports.at?.('stopping');
    for (const { signal, grace_ms } of this.launch.stop) {
      for (const group of new Set(this.recorders().map((one) => one.group))) {
        processes.signalGroup(group, signal);
      }
      if (await this.isOverWithin(grace_ms)) break;
    }
    // The recorder lives on to record the status that the kill causes.
    await this.sweep(seen, isRecorder);
    await this.isOverWithin(RECORDER_MS);
    await this.sweep(seen);
  }

  async sweep(
    seen: KnownProcesses = new Map(),
    spares?: (one: ProcessEntry) => boolean,
  ): Promise<void> {
    const sweep = new Sweep(this.ports.processes, this.ref, seen, spares, this.since);
    while (!sweep.round()) {
      // Who was killed needs time to go; where nobody was found, the second look follows at once.
      if (!sweep.isEmpty) await this.ports.clock.sleep(SWEEP_PAUSE_MS);
    }
    this.swept += sweep.killedTotal;
  }

  /** A wake or the harness's end cuts it short. */
  async nap(ms: number): Promise<void> {
    this.waking = new AbortController();
    await this.ports.clock.sleep(ms, this.waking.signal);
  }

  wake(): void {
    this.waking.abort();
  }

  /**
   * The mark decides later that the end counts as stopped; a full disk or a deleted directory
   * cannot take it.
   */
  private markStopping(reason: string): void {
    try {
      createOnce(this.ports, this.attempt.path('stopping'), `${JSON.stringify({ reason })}\n`);
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

  private recorders(): ProcessEntry[] {
    return harnessOf(this.ports.processes.list(), this.ref).filter(isRecorder);
  }
}
