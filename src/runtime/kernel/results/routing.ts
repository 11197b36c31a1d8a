import type { ThresholdPolicy } from '../../plan/index.ts';
import { counterKey, counterOwner } from '../evolve/runs.ts';
import type { Route } from '../facts/decision.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Run, State } from '../state/state.ts';

/**
 * Where a run goes after an outcome of its node: by resume policy, else by edge; then past every
 * recovery node whose budget is spent. `resume` holds what the stage named, by key.
 */
export function route(
  index: PlanIndex,
  state: State,
  run: Run,
  outcome: string,
  resume: Readonly<Record<string, string>>,
): Route {
  const policy = index.resume(run.plane, run.node, outcome);
  if (policy !== undefined) {
    const named = policy.metadata_stage_keys
      .map((key) => resume[key]?.trim().toLowerCase() ?? '')
      .find(
        (node) =>
          index.hasNode(run.plane, node) && !policy.disallowed_target_node_ids.includes(node),
      );
    return enter(index, state, run, named ?? policy.default_target_node_id, policy.policy_id);
  }
  const edge = index.transition(run.plane, run.node, outcome);
  if (edge.terminal_state_id !== null) {
    return { node: null, terminal: edge.terminal_state_id, spends: [], reason: edge.edge_id };
  }
  return enter(index, state, run, edge.target_node_id ?? '', edge.edge_id);
}

/** Takes the exhausted target of each guard without budget, until a node with budget or a terminal. */
function enter(index: PlanIndex, state: State, run: Run, node: string, why: string): Route {
  let target = node;
  let reason = why;
  // The compiler proved that exhausted targets form no cycle; the bound only says so here.
  for (let hops = index.graph(run.plane).nodes.length; hops >= 0; hops -= 1) {
    const guard = index.guard(run.plane, target);
    if (guard === undefined) return { node: target, terminal: null, spends: [], reason };
    if (hasBudget(state, run, guard)) {
      return { node: target, terminal: null, spends: [guard.policy_id], reason };
    }
    reason = guard.policy_id;
    if (guard.exhausted_terminal_state_id !== null) {
      return { node: null, terminal: guard.exhausted_terminal_state_id, spends: [], reason };
    }
    target = guard.exhausted_target_node_id ?? '';
  }
  throw new Error(`exhausted targets of ${node} do not end`);
}

function hasBudget(state: State, run: Run, guard: ThresholdPolicy): boolean {
  const spent = state.counters.get(counterKey(counterOwner(run), guard.policy_id)) ?? 0;
  return spent < guard.threshold;
}

const FAILURE_CLASS_LENGTH_MAX = 80;

/** Lower case, every other run of characters as one underscore: `Fix needed!` becomes `fix_needed`. */
export function failureClass(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, FAILURE_CLASS_LENGTH_MAX);
}
