/**
 * A keeper owns one attempt: it claims the attempt directory, starts the harness, holds it to its
 * limits, stops it when asked, and writes the completion last. It outlives whoever dispatched the
 * stage. Owners judge an attempt by its directory, its lock and its processes, and believe an end
 * only of the keeper that the claim names, so that it runs at most once and has one end.
 */

import { DiskFault } from '../ports/disk.ts';
import type { Assignment } from './assignment.ts';
import { AttemptDirectory } from './attempt-directory.ts';
import { type Claimed, claimAsFirst, claimAsSuccessor } from './claim.ts';
import { completionOf, outcomeOf } from './conclusion.ts';
import { syncCompletion, writeCompletion } from './durable.ts';
import { KEEPER_STATUS } from './files.ts';
import { Harness, type HarnessPorts } from './harness.ts';
import { readClaim, readLaunch, readSignature, readStopReason } from './marks.ts';
import type { KeeperPorts } from './ports.ts';
import { isAlive } from './process-tree.ts';
import type { ReadyClaim } from './ready-claim.ts';
import { claimLineOf, isSealed } from './seal.ts';
import type { Completion, LaunchSpec } from './types.ts';
import { Watchdog } from './watchdog.ts';

/** The end of an own child is an event; the end of others is found out by looking. */
const OWN_CHILD_POLL_MS = 1000;
const ORPHAN_POLL_MS = 250;
const COMPLETION_RETRY_MS = 500;
/** As long as an owner takes to start the next stage. */
const SYNC_DELAY_MS = 50;
/** Twenty minutes of a disk that refuses; then the lock goes and an owner judges. */
const COMPLETION_TRIES_MAX = 2400;

/** Owns one attempt to its end. Returns the exit status of the keeper process. */
export async function runKeeper(
  ports: KeeperPorts,
  assignment: Assignment,
  ready: ReadyClaim | null = null,
): Promise<number> {
  try {
    return await keep(ports, assignment, ready);
  } catch (error) {
    ports.log(error instanceof Error ? error.message : 'unknown error');
    return error instanceof DiskFault ? KEEPER_STATUS.directory_gone : KEEPER_STATUS.failed;
  }
}

async function keep(
  ports: KeeperPorts,
  { directory, mode, env }: Assignment,
  ready: ReadyClaim | null,
): Promise<number> {
  const attempt = new AttemptDirectory(ports.disk, directory);
  const launch = readLaunch(ports.disk, directory);
  if (launch === null) return KEEPER_STATUS.directory_gone;
  await ports.at?.('before-claim');
  const claimed = await (mode === 'first'
    ? claimAsFirst(ports, directory, ready)
    : claimAsSuccessor(ports, directory));
  if (claimed === null) return KEEPER_STATUS.taken_by_another;
  await ports.at?.('after-claim');
  const keeper = new Keeper({ ...ports, env }, attempt, launch, claimed);
  const status = await keeper.run();
  if (status === KEEPER_STATUS.done) {
    // Whoever waits for the lock needs the disk first, and records durably what it has read.
    await ports.clock.sleep(SYNC_DELAY_MS);
    syncCompletion(ports.disk, directory);
  }
  return status;
}

class Keeper {
  private readonly harness: Harness;
  private readonly watchdog: Watchdog;

  constructor(
    private readonly ports: HarnessPorts,
    private readonly attempt: AttemptDirectory,
    private readonly launch: LaunchSpec,
    private readonly claimed: Claimed,
  ) {
    this.harness = new Harness(ports, attempt, launch);
    this.watchdog = new Watchdog(ports, attempt, launch);
  }

  async run(): Promise<number> {
    const unwatch = this.ports.wake.watch([this.attempt.path('cancel')], () => this.harness.wake());
    try {
      await this.ports.at?.('after-lock');
      if (this.claimed.mode === 'successor' && this.isOver()) return KEEPER_STATUS.done;
      const status = await this.runHarness();
      if (status === KEEPER_STATUS.done) this.renewClaim();
      return status;
    } finally {
      unwatch();
      this.claimed.held.release();
    }
  }

  /** Whether a keeper before this one has completed the attempt, or an owner has settled it. */
  private isOver(): boolean {
    const { disk, hash, processes } = this.ports;
    const { directory } = this.attempt;
    const signature = readSignature(disk, directory);
    const claim = readClaim(disk, directory);
    if (signature === null || claim === null) return false;
    if (isSealed(hash, claim, signature.key)) return true;
    return signature.by === 'owner' && !isAlive(processes, this.harness.ref);
  }

  /** A stage may have written into the claim as well, by which the completion is believed. */
  private renewClaim(): void {
    const { held, seal } = this.claimed;
    const claim = readClaim(this.ports.disk, this.attempt.directory);
    if (claim !== null && isSealed(this.ports.hash, claim, seal.key)) return;
    held.describe(claimLineOf(this.ports, 'keeper', seal));
  }

  private async runHarness(): Promise<number> {
    const reason = this.watchdog.reason();
    const { ready } = this.claimed;
    if (ready !== null) {
      if (reason !== null) return this.finish('never_spawned', reason, null);
      await this.harness.start(ready);
      ready.tidy(this.attempt.directory);
    } else if (!this.attempt.has('spawning')) {
      return this.finish('never_spawned', reason, null);
    }
    const stopped = await this.watchOver();
    await this.ports.at?.('after-exit');
    // Nothing of a finished attempt may touch the files of the next one.
    await this.harness.sweep();
    return this.conclude(stopped);
  }

  /** Returns why the harness was stopped, or null when it ended by itself. */
  private async watchOver(): Promise<string | null> {
    for (;;) {
      if (this.harness.isOver()) return null;
      const reason = this.watchdog.reason();
      if (reason !== null) {
        await this.harness.stop(reason);
        return reason;
      }
      const poll_ms = this.harness.isOwnChild ? OWN_CHILD_POLL_MS : ORPHAN_POLL_MS;
      await this.harness.nap(Math.min(poll_ms, this.watchdog.remainingMs()));
    }
  }

  private async conclude(stopped: string | null): Promise<number> {
    if (this.attempt.isGone()) return KEEPER_STATUS.directory_gone;
    const { startError } = this.harness;
    if (startError !== null) return this.finish('never_spawned', startError, null);
    const exitCode = this.harness.exitCode();
    const reason = readStopReason(this.ports.disk, this.attempt.directory) ?? stopped;
    return this.finish(outcomeOf(reason, exitCode), reason, exitCode);
  }

  private async finish(
    outcome: Completion['outcome'],
    reason: string | null,
    exitCode: number | null,
  ): Promise<number> {
    await this.ports.at?.('before-completion');
    for (let tries = 0; tries < COMPLETION_TRIES_MAX; tries += 1) {
      if (this.attempt.isGone()) return KEEPER_STATUS.directory_gone;
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
    const { log } = this.ports;
    const { attempt } = this.launch;
    const { swept } = this.harness;
    const end = { attempt, by: this.claimed.mode, outcome, reason, exit_code, swept };
    try {
      if (this.attempt.has('completion')) log('somebody else wrote a completion; it is replaced');
      const completion = completionOf(this.ports, this.attempt.directory, end);
      const text = JSON.stringify({ ...completion, key: this.claimed.seal.key });
      writeCompletion(this.ports, this.attempt.directory, text);
      return true;
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      log(`completion refused: ${error.code}; the lock stays held`);
      return false;
    }
  }
}
