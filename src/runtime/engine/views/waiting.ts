import type { Waiting } from '../../api/index.ts';
import {
  actionableTarget,
  type ClosureTarget,
  claimKey,
  type ItemState,
  keyOf,
  type PlanIndex,
  type State,
} from '../../kernel/index.ts';

/** State of a dependency -> why what waits for it does not go on by itself. */
const STUCK: Readonly<Partial<Record<ItemState, string>>> = {
  blocked: 'dependency_blocked',
  withdrawn: 'dependency_withdrawn',
};

/** How many rows of one kind a status shows; the rest is a count. */
export const WAITING_SHOWN_MAX = 10;
/** How far a chain of dependencies is followed to find a circle. */
const CHAIN_STEPS_MAX = 200;
/** How far all chains are followed together: in a very large queue a circle shows once less work is left. */
const CHAINS_STEPS_MAX = 5000;

export interface WaitingView {
  readonly shown: readonly Waiting[];
  readonly total: number;
}

/**
 * Work that cannot be claimed now, and why: what would otherwise sit in a queue without a word.
 * With a hundred thousand items it still takes milliseconds: nothing that is only counted is named.
 */
export function waitingOf(index: PlanIndex, state: State): WaitingView {
  const target = actionableTarget(index, state);
  const kinds = [
    countRows(questions(state)),
    countRows(dependencies(state)),
    target === null ? countRows([]) : deferredWork(index, state, target),
    countRows(heldWork(state)),
    countRows(unreadable(state)),
  ];
  return {
    shown: kinds.flatMap((kind) => kind.shown).slice(0, WAITING_SHOWN_MAX),
    total: kinds.reduce((sum, kind) => sum + kind.total, 0),
  };
}

function countRows(rows: Iterable<Waiting>): WaitingView {
  const shown: Waiting[] = [];
  let total = 0;
  for (const row of rows) {
    if (total < WAITING_SHOWN_MAX) shown.push(row);
    total += 1;
  }
  return { shown, total };
}

function* questions(state: State): IterableIterator<Waiting> {
  for (const { id, key, root, holds, question } of state.questions.values()) {
    if (holds) yield { reason: 'question', work: key ?? root, on: `${id}: ${question}` };
  }
}

function* dependencies(state: State): IterableIterator<Waiting> {
  const chains = new Chains(state);
  for (const [dependency, waiters] of state.waiters) {
    const other = state.items.get(dependency);
    const reason = other === undefined ? 'dependency_missing' : (STUCK[other.state] ?? null);
    // What can be claimed, or is being worked on, keeps nothing waiting for ever.
    if (reason === null && other?.unmet === 0) continue;
    for (const key of waiters) {
      const why = reason ?? (chains.isCircle(key) ? 'dependency_cycle' : null);
      if (why !== null) yield { reason: why, work: key, on: dependency };
    }
  }
}

class Chains {
  private steps = 0;

  constructor(private readonly state: State) {}

  isCircle(start: string): boolean {
    const open = [start];
    const seen = new Set<string>();
    while (open.length > 0 && seen.size < CHAIN_STEPS_MAX && this.steps < CHAINS_STEPS_MAX) {
      this.steps += 1;
      const item = this.state.items.get(open.pop() ?? '');
      for (const id of item?.deps ?? []) {
        const key = keyOf(item?.family ?? '', id);
        if (key === start) return true;
        if (!seen.has(key)) open.push(key);
        seen.add(key);
      }
    }
    return false;
  }
}

/** Claimable work of other roots, and work without a root, behind the open closure target. */
function deferredWork(index: PlanIndex, state: State, target: ClosureTarget): WaitingView {
  const shown: Waiting[] = [];
  let total = 0;
  for (const family of Object.values(index.plan.families)) {
    if (family.closure.role === 'none') continue;
    const all = state.claimable.get(claimKey(family.family_id));
    const own = state.claimable.get(claimKey(family.family_id, target.root));
    total += (all?.size ?? 0) - (own?.size ?? 0);
    for (const item of all ?? []) {
      if (shown.length >= WAITING_SHOWN_MAX) break;
      if (item.root === target.root) continue;
      shown.push({ reason: 'closure_target', work: item.key, on: target.root });
    }
  }
  return { shown, total };
}

function* heldWork(state: State): IterableIterator<Waiting> {
  for (const root of state.held_roots) {
    const limit = state.lineages.get(root)?.held ?? '';
    yield { reason: 'lineage_held', work: root, on: `limits.${limit}` };
  }
}

function* unreadable(state: State): IterableIterator<Waiting> {
  for (const one of state.unreadable.values()) {
    yield { reason: 'unreadable', work: one.path, on: one.problems[0] ?? 'not a document' };
  }
}
