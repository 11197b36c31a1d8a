import type { AttemptLife } from '../api/index.ts';
import { isMillraceError } from '../errors/errors.ts';
import { isFault } from '../ports/disk.ts';
import { createOnce } from './durable.ts';
import { ATTEMPT_FILES } from './files.ts';
import { type KeeperCommand, Keepers, type ToldKeeper } from './keepers.ts';
import { attemptLife } from './life.ts';
import { whyNotJudgeable } from './liveness.ts';
import type { AttemptRef } from './mark.ts';
import { type Claim, cancelText, claimLine, readClaim, readLaunch } from './marks.ts';
import type { AttemptsPorts } from './ports.ts';
import { ensureFolder, prepareDirectory } from './prepare.ts';
import { isAlive, keepersOf, processorUseOf, Sweep } from './process-tree.ts';
import type {
  Attempts,
  AttemptView,
  CancelReason,
  Completion,
  LaunchSpec,
  ProcessorUse,
} from './types.ts';
import { believedCompletion, settle } from './verdict.ts';
import { AttemptWaits } from './waits.ts';

/** A keeper that was just spawned gets this long to claim, a successor to take the lock. */
const CLAIM_MS_MAX = 3000;
/** A spare has nothing to do but to claim. */
const SPARE_CLAIM_MS_MAX = 1000;
/** On top of the grace times of the stop steps, before a keeper that ignores a cancel is killed. */
const OBEY_MARGIN_MS = 5000;
/** Of one look; what is left is ended by the next one. */
const SWEEP_ROUNDS_PER_LOOK = 100;

/** The owner's side of attempts, over the files and locks that the keeper leaves. */
export class KeeperAttempts implements Attempts {
  /** Monotonic times of what this process did; another owner knows none of it and needs none. */
  private readonly spawnedAt = new Map<string, number>();
  private readonly succeededAt = new Map<string, number>();
  private readonly cancelSeenAt = new Map<string, number>();
  /** Durably, as far as this process knows. */
  private hasFolder = false;
  private readonly keepers: Keepers;
  private readonly waits: AttemptWaits;
  /** Attempts that a spare was told, until it ends. */
  private readonly told = new Map<string, ToldKeeper>();

  /**
   * `folder`: absolute path of the folder that holds all attempt directories. `workspace`: its long id,
   * asked for an attempt that has no directory any more.
   */
  constructor(
    private readonly ports: AttemptsPorts,
    private readonly folder: string,
    private readonly workspace: () => string,
    keeper: KeeperCommand,
  ) {
    this.keepers = new Keepers(ports, folder, workspace, keeper);
    this.waits = new AttemptWaits(ports, (attempt) => this.directory(attempt));
  }

  directory(attempt: string): string {
    return `${this.folder}/${attempt}`;
  }

  prepare(spec: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void {
    if (!this.hasFolder) ensureFolder(this.ports.disk, this.folder);
    this.hasFolder = true;
    prepareDirectory(this.ports, this.directory(spec.attempt), spec, files);
  }

  spawn(attempt: string): void {
    this.waits.spawned(attempt);
    this.spawnedAt.set(attempt, this.ports.clock.monotonic());
    const spare = this.keepers.hand(this.refOf(attempt));
    if (spare === null) return this.spawnAnew(attempt);
    this.told.set(attempt, spare);
    void spare.child.ended.then(() => {
      this.told.delete(attempt);
      if (this.isUnclaimed(attempt)) this.spawnAnew(attempt);
      else this.spawnedAt.delete(attempt);
    });
  }

  private spawnAnew(attempt: string): void {
    this.spawnedAt.set(attempt, this.ports.clock.monotonic());
    const { ended } = this.keepers.start(this.refOf(attempt), 'first');
    // A keeper that has ended will not claim any more; the next look need not wait for it.
    void ended.then(() => this.spawnedAt.delete(attempt));
  }

  ready(): void {
    this.waits.stay();
    this.keepers.ready();
  }

  standDown(): void {
    this.waits.end();
    this.keepers.standDown();
  }

  look(attempt: string): AttemptView {
    const view = this.seen(attempt);
    this.waits.looked(attempt, view);
    return view;
  }

  lifeOf(attempt: string): AttemptLife {
    return attemptLife(this.ports, this.directory(attempt));
  }

  cancel(attempt: string, reason: CancelReason = 'cancelled'): void {
    // Without the directory the next look ends everything anyway.
    if (this.isGone(attempt)) return;
    try {
      const path = `${this.directory(attempt)}/${ATTEMPT_FILES.cancel}`;
      createOnce(this.ports, path, cancelText(reason));
    } catch (error) {
      if (!isFault(error, 'ENOENT')) throw error;
    }
  }

  processorUse(attempt: string): ProcessorUse | null {
    return processorUseOf(this.ports.processes, this.refOf(attempt));
  }

  wait(attempt: string, ms: number, signal?: AbortSignal): Promise<void> {
    return this.waits.wait(attempt, ms, signal, (now_ms) => this.endSilentSpare(attempt, now_ms));
  }

  private seen(attempt: string): AttemptView {
    try {
      return this.judge(attempt);
    } catch (error) {
      if (isFault(error, 'ENOENT') && this.isGone(attempt)) return this.endWithoutPlace(attempt);
      if (isMillraceError(error) && error.code === 'lock_not_supported') {
        return { row: 'not_judgeable', why: error.facts.what };
      }
      throw error;
    }
  }

  /** One that does not claim is stopped or hangs; at its end another keeper starts. */
  private endSilentSpare(attempt: string, now_ms: number): void {
    const told = this.told.get(attempt);
    const waited_ms = now_ms - (this.spawnedAt.get(attempt) ?? now_ms);
    if (told === undefined || told.start === null || waited_ms < SPARE_CLAIM_MS_MAX) return;
    const { pid } = told.child;
    if (this.isUnclaimed(attempt)) {
      this.ports.processes.signal({ pid, start: told.start }, 'SIGKILL');
    }
  }

  private judge(attempt: string): AttemptView {
    const directory = this.directory(attempt);
    if (this.isGone(attempt)) return this.endWithoutPlace(attempt);
    if (this.ports.disk.stat(`${directory}/${ATTEMPT_FILES.claim}`) === null) {
      return this.judgeUnclaimed(attempt);
    }
    const claim = readClaim(this.ports.disk, directory);
    return claim?.kind === 'void' ? this.voided(attempt) : this.judgeClaimed(attempt, claim);
  }

  private completed(completion: Completion): AttemptView {
    for (const times of [this.spawnedAt, this.succeededAt, this.cancelSeenAt]) {
      times.delete(completion.attempt);
    }
    return { row: 'completed', completion };
  }

  private judgeUnclaimed(attempt: string): AttemptView {
    if (this.isWithin(this.spawnedAt, attempt)) return { row: 'starting' };
    const path = `${this.directory(attempt)}/${ATTEMPT_FILES.claim}`;
    const text = claimLine('void', this.ports.processes.self());
    return createOnce(this.ports, path, text) ? this.voided(attempt) : { row: 'held' };
  }

  /** What runs in spite of it has had a claim that somebody removed: it is ended, and lost. */
  private voided(attempt: string): AttemptView {
    const { disk, processes } = this.ports;
    const spawning = `${this.directory(attempt)}/${ATTEMPT_FILES.spawning}`;
    const ran = disk.stat(spawning) !== null || isAlive(processes, this.refOf(attempt));
    return ran ? this.endWithoutPlace(attempt) : { row: 'void' };
  }

  /**
   * Whether the lock is held is asked by taking it: whoever gets it may judge, and nobody else can
   * meanwhile.
   */
  private judgeClaimed(attempt: string, claim: Claim | null): AttemptView {
    const directory = this.directory(attempt);
    const path = `${directory}/${ATTEMPT_FILES.claim}`;
    const held = this.waits.takeLock(attempt) ?? this.ports.lock.tryTake(path);
    if (held === null) {
      this.enforceCancel(attempt);
      return { row: 'held' };
    }
    try {
      const done = believedCompletion(this.ports, directory, attempt, claim);
      if (done !== null) return this.completed(done);
      if (claim === null) return { row: 'not_judgeable', why: 'the claim cannot be read' };
      const why = whyNotJudgeable(claim.identity, this.ports.processes.self());
      if (why !== null) return { row: 'not_judgeable', why };
      if (!isAlive(this.ports.processes, this.refOf(attempt))) {
        return this.completed(settle(this.ports, directory, attempt));
      }
    } finally {
      held.release();
    }
    this.succeed(attempt);
    return { row: 'succeeding' };
  }

  private succeed(attempt: string): void {
    if (this.isWithin(this.succeededAt, attempt)) return;
    this.succeededAt.set(attempt, this.ports.clock.monotonic());
    this.keepers.start(this.refOf(attempt), 'successor');
  }

  /** Each keeper gets its own time to obey, a successor from its start, or none would ever finish. */
  private enforceCancel(attempt: string): void {
    const { clock, disk, processes } = this.ports;
    const directory = this.directory(attempt);
    if (disk.stat(`${directory}/${ATTEMPT_FILES.cancel}`) === null) return;
    const now = clock.monotonic();
    const seen = this.cancelSeenAt.get(attempt) ?? now;
    this.cancelSeenAt.set(attempt, seen);
    const since = Math.max(seen, this.succeededAt.get(attempt) ?? 0);
    const steps = readLaunch(disk, directory)?.stop ?? [];
    const grace_ms = steps.reduce((sum, step) => sum + step.grace_ms, OBEY_MARGIN_MS);
    if (now - since < grace_ms) return;
    const claimed = readClaim(disk, directory)?.keepers;
    for (const one of keepersOf(processes.list(), this.refOf(attempt), claimed)) {
      processes.signal(one, 'SIGKILL');
    }
    this.succeededAt.delete(attempt);
    this.cancelSeenAt.set(attempt, now);
  }

  /** No directory: no lock and no place for a result. What still runs is ended by its variables. */
  private endWithoutPlace(attempt: string): AttemptView {
    const refs = this.refsOf(attempt);
    return refs.every((ref) => this.end(ref)) ? { row: 'directory_missing' } : { row: 'held' };
  }

  /** Keeper and harness. False when the next look has to go on. */
  private end(ref: AttemptRef): boolean {
    const { processes } = this.ports;
    for (const one of keepersOf(processes.list(), ref)) processes.signal(one, 'SIGKILL');
    const sweep = new Sweep(processes, ref, new Map());
    for (let round = 0; round < SWEEP_ROUNDS_PER_LOOK; round += 1) {
      if (sweep.round()) return true;
    }
    return false;
  }

  private refOf(attempt: string): AttemptRef {
    const directory = this.directory(attempt);
    const launch = this.isGone(attempt) ? null : readLaunch(this.ports.disk, directory);
    const workspace = launch === null ? this.workspace() : (launch.workspace ?? null);
    return { attempt, workspace, directory };
  }

  /** Without its directory nobody knows which release has dispatched it. */
  private refsOf(attempt: string): AttemptRef[] {
    const ref = this.refOf(attempt);
    return this.isGone(attempt) ? [ref, { ...ref, workspace: null }] : [ref];
  }

  private isWithin(since: ReadonlyMap<string, number>, attempt: string): boolean {
    const at = since.get(attempt);
    return at !== undefined && this.ports.clock.monotonic() - at < CLAIM_MS_MAX;
  }

  private isUnclaimed(attempt: string): boolean {
    const claim = `${this.directory(attempt)}/${ATTEMPT_FILES.claim}`;
    return !this.isGone(attempt) && this.ports.disk.stat(claim) === null;
  }

  private isGone(attempt: string): boolean {
    return this.ports.disk.stat(this.directory(attempt))?.kind !== 'dir';
  }
}
