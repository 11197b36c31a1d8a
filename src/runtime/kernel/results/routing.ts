import type {
  CompiledTransition,
  EdgeCondition,
  PlanNode,
  ThresholdPolicy,
} from '../../plan/index.ts';
import { counterKey, counterOwner } from '../evolve/runs.ts';
import type { Route } from '../facts/decision.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Run, State } from '../state/state.ts';

/** What a result says about the way on, besides its outcome. */
interface Said {
  /** Nodes that the stage named, by key. */
  readonly resume: Readonly<Record<string, string>>;
  readonly declares?: readonly string[] | undefined;
}

/**
 * Where a run goes after an outcome of its node: by resume policy, else by the edge whose condition
 * holds, else by the plain edge; then past every recovery node whose budget is spent.
 */
export function route(
  index: PlanIndex,
  state: State,
  run: Run,
  outcome: string,
  { resume, declares = [] }: Said,
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
  const plain = index.transition(run.plane, run.node, outcome);
  const other = index.conditional(run.plane, run.node, outcome);
  if (other?.when === undefined || !holds(other.when, state, run, declares)) {
    return along(index, state, run, plain);
  }
  const node = plain.target_node_id;
  const way = along(index, state, run, other);
  return node === null ? way : { ...way, skipped: { node, declared: other.when.declared } };
}

function along(index: PlanIndex, state: State, run: Run, edge: CompiledTransition): Route {
  if (edge.terminal_state_id !== null) {
    return { node: null, terminal: edge.terminal_state_id, spends: [], reason: edge.edge_id };
  }
  return enter(index, state, run, edge.target_node_id ?? '', edge.edge_id);
}

function holds(
  { declared, unless }: EdgeCondition,
  state: State,
  run: Run,
  declares: readonly string[],
): boolean {
  if (!declares.includes(declared)) return false;
  return unless === undefined || !isLastOfLineage(state, run);
}

/**
 * Whether no other item of its family is queued or active in its lineage. What is blocked may never
 * go on, and what planning may still propose is not there yet: neither counts as work to come.
 */
function isLastOfLineage({ items, lineages }: State, run: Run): boolean {
  if (run.kind === 'closure' || run.root === null) return true;
  const family = items.get(run.key)?.family;
  for (const key of lineages.get(run.root)?.open_keys ?? []) {
    const other = items.get(key);
    if (other === undefined || key === run.key || other.family !== family) continue;
    if (other.state === 'queue' || other.state === 'active') return false;
  }
  return true;
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

/**
 * What a later stage is told about the trouble: the stage's own word, else what the run had, else a
 * name made of node and outcome.
 */
export function classOf(
  node: PlanNode,
  run: Run,
  outcome: string,
  named: string | null,
): string | null {
  const classes = node.allowed_result_classes_by_outcome[outcome] ?? [];
  const fine = classes.includes('success') || classes.includes('no_op');
  if (fine) return null;
  if (named !== null) return failureClass(named);
  return run.failure_class ?? failureClass(`${node.node_id}_${outcome}`);
}
