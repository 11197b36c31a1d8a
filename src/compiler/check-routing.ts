import { canHold, checkConditions } from './check-conditions.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import type { Loop } from './selection.ts';
import { findLoops, type LoopShape, permittedTargets } from './support/proof.ts';

/**
 * What the parts of a graph amount to: every outcome leads somewhere, every node is reached, every
 * loop ends.
 */
export function checkRouting(loop: Loop, roots: readonly string[], report: Report): void {
  checkUnique(loop, report);
  checkConditions(loop, report);
  checkComplete(loop, report);
  checkReachable(loop, roots, report);
  if (checkChains(loop, report)) checkLoops(loop, report);
}

function pair(node: string, outcome: string): string {
  return `${node} ${outcome}`;
}

function checkUnique(loop: Loop, report: Report): void {
  const ambiguous = (node: string, outcome: string, at: string, other: string): void => {
    report.error(
      'edge_ambiguous',
      { file: loop.file, pointer: at },
      `${quote(outcome)} of the node ${quote(node)} is decided by ${quote(other)} already.`,
      'Keep one of them.',
    );
  };
  const edges = new Map<string, { id: string; target: string | undefined }>();
  const conditional = new Map<string, { id: string; target: string | undefined }>();
  loop.graph.edges.forEach((edge, index) => {
    const known = edge.when === undefined ? edges : conditional;
    edge.on_outcomes.forEach((outcome, position) => {
      const key = pair(edge.from_node_id, outcome);
      const at = pointer('edges', index, 'on_outcomes', position);
      const other = known.get(key);
      if (other !== undefined) ambiguous(edge.from_node_id, outcome, at, other.id);
      else known.set(key, { id: edge.edge_id, target: edge.to_node_id });
    });
  });
  const policies = new Map<string, string>();
  loop.graph.dynamic_policies.resume_policies.forEach((policy, index) => {
    const key = pair(policy.source_node_id, policy.on_outcome);
    const at = pointer('dynamic_policies', 'resume_policies', index, 'on_outcome');
    const edge = edges.get(key);
    const disagrees = edge !== undefined && edge.target !== policy.default_target_node_id;
    const other =
      policies.get(key) ?? conditional.get(key)?.id ?? (disagrees ? edge.id : undefined);
    if (other !== undefined) ambiguous(policy.source_node_id, policy.on_outcome, at, other);
    policies.set(key, policy.policy_id);
  });
}

function checkComplete(loop: Loop, report: Report): void {
  const routed = new Set<string>();
  for (const edge of loop.graph.edges) {
    if (edge.when !== undefined) continue;
    for (const outcome of edge.on_outcomes) routed.add(pair(edge.from_node_id, outcome));
  }
  for (const policy of loop.graph.dynamic_policies.resume_policies) {
    routed.add(pair(policy.source_node_id, policy.on_outcome));
  }
  for (const [id, { index, kind }] of loop.nodes) {
    for (const outcome of kind?.value.legal_outcomes ?? []) {
      if (routed.has(pair(id, outcome))) continue;
      report.error(
        'outcome_unrouted',
        { file: loop.file, pointer: pointer('nodes', index) },
        `The legal outcome ${quote(outcome)} of the node ${quote(id)} leads nowhere.`,
        'Add an edge without a condition, or a resume policy, for this outcome.',
      );
    }
  }
}

/**
 * A resume policy reaches its default only: what a stage may name besides is where work was before. An
 * edge whose condition can never hold reaches nothing.
 */
function checkReachable(loop: Loop, roots: readonly string[], report: Report): void {
  const steps = new Map<string, Set<string>>();
  const add = (from: string, to: string | null | undefined): void => {
    if (to != null) steps.set(from, (steps.get(from) ?? new Set()).add(to));
  };
  for (const edge of loop.graph.edges) {
    if (canHold(loop, edge)) add(edge.from_node_id, edge.to_node_id);
  }
  const { resume_policies, threshold_policies } = loop.graph.dynamic_policies;
  for (const one of resume_policies) add(one.source_node_id, one.default_target_node_id);
  for (const one of threshold_policies) add(one.guarded_node_id, one.exhausted_target_node_id);
  const reached = new Set(roots);
  for (const node of reached) {
    for (const next of steps.get(node) ?? []) reached.add(next);
  }
  for (const [id, { index }] of loop.nodes) {
    if (reached.has(id)) continue;
    report.error(
      'node_unreachable',
      { file: loop.file, pointer: pointer('nodes', index) },
      `Nothing leads to the node ${quote(id)}.`,
      'Add an edge or an entry that leads to it, or remove the node.',
    );
  }
}

/** Returns whether every chain of exhausted targets ends. */
function checkChains(loop: Loop, report: Report): boolean {
  const policies = loop.graph.dynamic_policies.threshold_policies;
  const next = new Map(policies.map((one) => [one.guarded_node_id, one.exhausted_target_node_id]));
  let sound = true;
  policies.forEach((policy, index) => {
    const chain = [policy.guarded_node_id];
    let node = policy.exhausted_target_node_id;
    while (node != null && !chain.includes(node)) {
      chain.push(node);
      node = next.get(node) ?? null;
    }
    if (node !== policy.guarded_node_id) return;
    sound = false;
    report.error(
      'threshold_chain_loops',
      {
        file: loop.file,
        pointer: pointer(
          'dynamic_policies',
          'threshold_policies',
          index,
          'exhausted_target_node_id',
        ),
      },
      `Exhausted targets lead in a circle: ${[...chain, node].join(' -> ')}.`,
      'Let one of these policies end in a terminal state or at an unguarded node.',
    );
  });
  return sound;
}

function checkLoops(loop: Loop, report: Report): void {
  for (const { steps, guard } of findLoops(shapeOf(loop))) {
    const walk = steps.map(({ from, via }) => `${from} --${via}-->`).join(' ');
    const index = loop.nodes.get(guard)?.index ?? 0;
    report.error(
      'loop_unbounded',
      { file: loop.file, pointer: pointer('nodes', index) },
      `This loop has no limit: ${walk} ${steps[0]?.from}.`,
      `Guard the node ${quote(guard)} by a threshold policy that ends outside the loop.`,
    );
  }
}

export function shapeOf({ graph, nodes }: Loop): LoopShape {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;
  const resumed = new Set(resume_policies.map((one) => pair(one.source_node_id, one.on_outcome)));
  const ids = [...nodes.keys()];
  const edges = graph.edges.flatMap((edge) =>
    edge.on_outcomes
      .filter((outcome) => !resumed.has(pair(edge.from_node_id, outcome)))
      .map((outcome) => ({ from: edge.from_node_id, via: outcome, to: edge.to_node_id ?? null })),
  );
  const resumes = resume_policies.flatMap((policy) =>
    permittedTargets(policy, ids).map((to) => ({
      from: policy.source_node_id,
      via: policy.on_outcome,
      to,
    })),
  );
  return {
    nodes: ids,
    edges: [...edges, ...resumes],
    guards: new Map(
      threshold_policies
        .map((one) => [one.guarded_node_id, one.exhausted_target_node_id] as const)
        .reverse(),
    ),
    recovery: new Set(ids.filter((id) => nodes.get(id)?.kind?.value.recovery_role != null)),
  };
}
