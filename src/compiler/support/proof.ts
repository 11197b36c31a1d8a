import type { ResumePolicy } from '../../runtime/plan/index.ts';

/**
 * The proof that every run ends.
 *
 * A guarded node is entered at most `threshold` times for one work item, whichever edge or policy
 * leads there; afterwards every way to it leads to its exhausted target instead. So an endless run
 * has a last entry of a guarded node, and everything after it walks on unguarded nodes alone, by
 * plain edges, by resume policies, and by ways to used-up guarded nodes, replaced by where they
 * lead. If that remaining graph has no cycle, such a walk is shorter than the number of nodes, and
 * every run ends. If it has one, a stage can go round it for ever once the counters are used up.
 * The test is therefore exact as long as any outcome of a stage may happen at any time.
 */
export interface LoopShape {
  readonly nodes: readonly string[];
  /** `to` null = a terminal state. A resume policy stands as one edge for each permitted target. */
  readonly edges: readonly {
    readonly from: string;
    readonly via: string;
    readonly to: string | null;
  }[];
  /** Guarded node -> its exhausted target; null = a terminal state. The chains must end. */
  readonly guards: ReadonlyMap<string, string | null>;
  /** Nodes made for recovery: the natural ones to guard. */
  readonly recovery: ReadonlySet<string>;
}

export interface Step {
  readonly from: string;
  /** The outcome, and the used-up nodes that were passed over. */
  readonly via: string;
  readonly to: string;
}

export interface UnboundedLoop {
  /** In order; the last leads to the first. */
  readonly steps: readonly Step[];
  /** The node to guard. */
  readonly guard: string;
}

/**
 * Every independent loop that can go round for ever: guarding the named nodes, each with an end
 * outside its loop, makes the graph pass.
 */
export function findLoops(shape: LoopShape): UnboundedLoop[] {
  const guards = new Map(shape.guards);
  const loops: UnboundedLoop[] = [];
  // Each round guards one more node, so there are at most as many rounds as nodes.
  for (let round = 0; round < shape.nodes.length; round += 1) {
    const steps = findCycle(shape.nodes, remaining(shape, guards));
    if (steps === null) break;
    const nodes = steps.map((step) => step.from);
    const guard = nodes.find((node) => shape.recovery.has(node)) ?? nodes[0] ?? '';
    loops.push({ steps, guard });
    guards.set(guard, null);
  }
  return loops;
}

/** Where a resume policy may send work: its default, and whatever a stage may name. */
export function permittedTargets(policy: ResumePolicy, nodes: readonly string[]): string[] {
  if (policy.metadata_stage_keys.length === 0) return [policy.default_target_node_id];
  const free = nodes.filter((node) => !policy.disallowed_target_node_ids.includes(node));
  return [...new Set([policy.default_target_node_id, ...free])];
}

/** Edges between unguarded nodes once every counter is used up. */
function remaining(
  shape: LoopShape,
  guards: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  for (const { from, via, to } of shape.edges) {
    if (guards.has(from) || to === null) continue;
    const passed: string[] = [];
    let end: string | null = to;
    while (end !== null && guards.has(end)) {
      passed.push(end);
      end = guards.get(end) ?? null;
    }
    if (end === null) continue;
    const over = passed.length === 0 ? '' : ` (${passed.join(', ')} used up)`;
    steps.set(from, [...(steps.get(from) ?? []), { from, via: `${via}${over}`, to: end }]);
  }
  return steps;
}

/** Depth first; the first step back onto the current walk closes a cycle. */
function findCycle(
  nodes: readonly string[],
  steps: ReadonlyMap<string, readonly Step[]>,
): Step[] | null {
  const finished = new Set<string>();
  for (const start of nodes) {
    const cycle = walk(start, steps, finished);
    if (cycle !== null) return cycle;
  }
  return null;
}

function walk(
  start: string,
  steps: ReadonlyMap<string, readonly Step[]>,
  finished: Set<string>,
): Step[] | null {
  const path: Step[] = [];
  const open: { node: string; left: Step[] }[] = [
    { node: start, left: [...(steps.get(start) ?? [])] },
  ];
  while (open.length > 0) {
    const top = open.at(-1);
    const step = top?.left.shift();
    if (top === undefined || finished.has(top.node) || step === undefined) {
      if (top !== undefined) finished.add(top.node);
      open.pop();
      path.pop();
      continue;
    }
    const back = open.findIndex(({ node }) => node === step.to);
    if (back >= 0) return [...path.slice(back), step];
    if (finished.has(step.to)) continue;
    path.push(step);
    open.push({ node: step.to, left: [...(steps.get(step.to) ?? [])] });
  }
  return null;
}
