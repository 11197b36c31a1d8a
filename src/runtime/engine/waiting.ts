import type { Waiting } from '../api.ts';
import { actionableTarget, keyOf, type PlanIndex, type State } from '../kernel/index.ts';

/** How many rows of one kind a status shows; the rest is a count. */
export const WAITING_SHOWN_MAX = 10;
/** How far a chain of dependencies is followed to find a circle. */
const CYCLE_STEPS_MAX = 200;

export interface WaitingView {
  readonly shown: readonly Waiting[];
  readonly total: number;
}

/** Work that cannot be claimed now, and why: what would otherwise sit in a queue without a word. */
export function waitingOf(index: PlanIndex, state: State): WaitingView {
  const rows = [...dependencies(state), ...deferred(index, state), ...held(state), ...bad(state)];
  return { shown: rows.slice(0, WAITING_SHOWN_MAX), total: rows.length };
}

function* dependencies(state: State): IterableIterator<Waiting> {
  for (const [dependency, waiters] of state.waiters) {
    const other = state.items.get(dependency);
    for (const key of waiters) {
      const reason =
        other === undefined
          ? 'dependency_missing'
          : other.state === 'blocked'
            ? 'dependency_blocked'
            : isCircle(state, key)
              ? 'dependency_cycle'
              : null;
      if (reason !== null) yield { reason, work: key, on: dependency };
    }
  }
}

function isCircle(state: State, start: string): boolean {
  const open = [start];
  const seen = new Set<string>();
  while (open.length > 0 && seen.size < CYCLE_STEPS_MAX) {
    const item = state.items.get(open.pop() ?? '');
    for (const id of item?.deps ?? []) {
      const key = keyOf(item?.family ?? '', id);
      if (key === start) return true;
      if (!seen.has(key)) open.push(key);
      seen.add(key);
    }
  }
  return false;
}

/** Claimable work of other roots, and work without a root, behind the open closure target. */
function* deferred(index: PlanIndex, state: State): IterableIterator<Waiting> {
  const target = actionableTarget(index, state);
  if (target === null) return;
  for (const family of Object.values(index.plan.families)) {
    if (family.closure.role === 'none') continue;
    for (const item of state.claimable.get(family.family_id) ?? []) {
      if (item.root === target.root) continue;
      yield { reason: 'closure_target', work: item.key, on: target.root };
    }
  }
}

function* held(state: State): IterableIterator<Waiting> {
  for (const root of state.held_roots) {
    const limit = state.lineages.get(root)?.held ?? '';
    yield { reason: 'lineage_held', work: root, on: `limits.${limit}` };
  }
}

function* bad(state: State): IterableIterator<Waiting> {
  for (const one of state.unreadable.values()) {
    yield { reason: 'unreadable', work: one.path, on: one.problems[0] ?? 'not a document' };
  }
}
