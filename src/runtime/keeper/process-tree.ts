import type { ProcessEntry, Processes } from '../ports/processes.ts';
import { type AttemptRef, isHarness, isKeeper, isSpare } from './mark.ts';
import type { ClaimedKeeper } from './marks.ts';
import type { ProcessorUse } from './types.ts';

/** Scans of /proc in one sweep; each finds at least one new process or a killed one that is still ending. */
const SWEEP_ROUNDS_MAX = 500;
/** A chain of fork and exit can slip past one reading of /proc. */
const EMPTY_SCANS_NEEDED = 2;

/** pid -> start time of processes that belong to an attempt whatever their parents are by now. */
export type KnownProcesses = Map<number, string>;

/**
 * `claimed`: as the claim names them. One that was a spare is known by that, or as the parent of what it
 * started where there is no claim any more; and it has to be one, whatever a stage wrote into the claim.
 */
export function keepersOf(
  all: readonly ProcessEntry[],
  ref: AttemptRef,
  claimed: readonly ClaimedKeeper[] = [],
): ProcessEntry[] {
  const parents = new Set(harnessOf(all, ref).map((one) => one.parent_pid));
  const isNamed = ({ pid, start }: ProcessEntry) =>
    parents.has(pid) || claimed.some((one) => one.pid === pid && one.start === start);
  return all.filter((one) => isKeeper(one, ref) || (isSpare(one, ref) && isNamed(one)));
}

export function harnessOf(all: readonly ProcessEntry[], ref: AttemptRef): ProcessEntry[] {
  return all.filter((one) => isHarness(one, ref));
}

export function isAlive(processes: Processes, ref: AttemptRef): boolean {
  for (let scan = 0; scan < EMPTY_SCANS_NEEDED; scan += 1) {
    if (harnessOf(processes.list(), ref).length > 0) return true;
  }
  return false;
}

/** All that carry the attempt's variable, all that was seen before, and all descendants of both. */
export function processTreeOf(
  all: readonly ProcessEntry[],
  ref: AttemptRef,
  known: KnownProcesses,
) {
  const tree = new Map(harnessOf(all, ref).map((one) => [one.pid, one]));
  for (const one of all) if (known.get(one.pid) === one.start) tree.set(one.pid, one);
  for (let before = -1; before !== tree.size; ) {
    before = tree.size;
    for (const one of all) if (tree.has(one.parent_pid)) tree.set(one.pid, one);
  }
  return [...tree.values()];
}

/** Null where the system does not tell. One that ends meanwhile counts as it was before. */
export function processorUseOf(processes: Processes, ref: AttemptRef): ProcessorUse | null {
  if (processes.processorMs === undefined) return null;
  const use = new Map<string, number>();
  for (const { pid, start } of processTreeOf(processes.list(), ref, new Map()))
    use.set(`${pid} ${start}`, processes.processorMs(pid) ?? 0);
  return use;
}

/**
 * Ends the processes of an attempt: freezes until nobody new appears, then kills, until two scans
 * in a row are empty. The caller calls `round` until it returns true and may wait between two
 * rounds.
 */
export class Sweep {
  private readonly killed = new Set<number>();
  /** Processes that the round before this one has left out. */
  private older = new Set<number>();
  private rounds = 0;
  private emptyScans = 0;

  constructor(
    private readonly processes: Processes,
    private readonly ref: AttemptRef,
    private readonly known: KnownProcesses,
    private readonly spares: (process: ProcessEntry) => boolean = () => false,
    /** Start of the keeper that started the attempt: nobody of the attempt is older. */
    private readonly since: string | null = null,
  ) {}

  get killedTotal(): number {
    return this.killed.size;
  }

  /** Whether the last scan found nobody. */
  get isEmpty(): boolean {
    return this.emptyScans > 0;
  }

  round(): boolean {
    this.rounds += 1;
    if (this.rounds > SWEEP_ROUNDS_MAX) {
      throw new Error(`processes of ${this.ref.attempt} do not end`);
    }
    const all = this.processes.list(this.since, this.isEmpty ? this.older : this.lookAnew());
    const tree = processTreeOf(all, this.ref, this.known);
    const found = tree.filter((one) => !this.spares(one));
    const fresh = found.filter((one) => this.known.get(one.pid) !== one.start);
    for (const one of fresh) {
      this.known.set(one.pid, one.start);
      this.processes.signal(one, 'SIGSTOP');
    }
    if (fresh.length === 0) this.kill(found);
    this.emptyScans = found.length === 0 ? this.emptyScans + 1 : 0;
    return this.emptyScans >= EMPTY_SCANS_NEEDED;
  }

  /** After a rest, or when somebody was found. */
  private lookAnew(): Set<number> {
    this.older = new Set();
    return this.older;
  }

  private kill(found: readonly ProcessEntry[]): void {
    for (const one of found) {
      this.killed.add(one.pid);
      this.processes.signal(one, 'SIGKILL');
    }
  }
}
