import { counterKey, counterOwner } from '../kernel/evolve/runs.ts';
import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { Run, State } from '../kernel/state/state.ts';
import { SCHEMA_VERSION, type ThresholdPolicy } from '../plan/index.ts';
import { filedUnder } from './identity.ts';
import { jsonText } from './text.ts';

/**
 * `recovery_counters.json`: what active runs have spent, one entry for each work item and policy.
 */
export function countersText(state: State, index: PlanIndex): string {
  const runs = [...state.runs.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return jsonText({
    schema_version: SCHEMA_VERSION,
    kind: 'recovery_counters',
    entries: runs.flatMap((run) => entriesOf(state, index, run)),
  });
}

/** Every counter that the plan names, with what the run has spent on it. */
export function spentBy(
  state: State,
  index: PlanIndex,
  run: Run | undefined,
): Record<string, number> {
  const spent: Record<string, number> = {};
  for (const policy of index.policies) {
    const count = run === undefined ? 0 : countOf(state, run, policy);
    spent[policy.counter_name] = (spent[policy.counter_name] ?? 0) + count;
  }
  return spent;
}

function entriesOf(state: State, index: PlanIndex, run: Run): object[] {
  const spent = index.policies.filter((policy) => countOf(state, run, policy) > 0);
  if (spent.length === 0) return [];
  const none = spentBy(state, index, undefined);
  return spent.map((policy) => ({
    failure_class: policy.policy_id,
    ...filedUnder(run, state),
    ...none,
    [policy.counter_name]: countOf(state, run, policy),
    last_updated_at: run.stages.at(-1)?.completed_at ?? run.started_at,
  }));
}

function countOf(state: State, run: Run, policy: ThresholdPolicy): number {
  return state.counters.get(counterKey(counterOwner(run), policy.policy_id)) ?? 0;
}
