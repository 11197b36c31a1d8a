import { repeated } from './check-stage-kind.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { checkFolder, ENTRYPOINTS, SKILLS } from './folders.ts';
import type { GraphEdge, Loop, LoopNode } from './selection.ts';

/**
 * Ids, references and kinds of a graph. What the whole of them means is judged by the routing check
 * and the proof.
 */
export function checkGraph(loop: Loop, report: Report): void {
  checkIds(loop, report);
  for (const node of loop.nodes.values()) checkNode(loop, node, report);
  loop.graph.edges.forEach((edge, index) => {
    checkEdge(loop, edge, index, report);
  });
  loop.graph.entry_nodes.forEach((entry, index) => {
    knownNode(loop, entry.node_id, report, 'entry_nodes', index, 'node_id');
  });
  checkResumes(loop, report);
  checkThresholds(loop, report);
}

function checkIds({ file, graph }: Loop, report: Report): void {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;
  const lists: { what: string; at: string; ids: string[] }[] = [
    { what: 'node', at: 'nodes', ids: graph.nodes.map((one) => one.node_id) },
    { what: 'edge', at: 'edges', ids: graph.edges.map((one) => one.edge_id) },
    { what: 'entry', at: 'entry_nodes', ids: graph.entry_nodes.map((one) => one.entry_key) },
    {
      what: 'terminal state',
      at: 'terminal_states',
      ids: graph.terminal_states.map((one) => one.terminal_state_id),
    },
    {
      what: 'policy',
      at: 'dynamic_policies',
      ids: [...resume_policies, ...threshold_policies].map((one) => one.policy_id),
    },
  ];
  for (const { what, at, ids } of lists) {
    for (const id of repeated(ids)) {
      report.error(
        'id_duplicate',
        { file, pointer: pointer(at) },
        `The ${what} ${quote(id)} is declared twice.`,
        'Give each its own id.',
      );
    }
  }
}

function knownNode(
  loop: Loop,
  id: string,
  report: Report,
  ...path: readonly (string | number)[]
): boolean {
  const place = { file: loop.file, pointer: pointer(...path) };
  return report.known(id, place, { what: 'node', known: loop.nodes.keys() });
}

function knownTerminal(
  loop: Loop,
  id: string,
  report: Report,
  ...path: readonly (string | number)[]
): boolean {
  const place = { file: loop.file, pointer: pointer(...path) };
  return report.known(id, place, { what: 'terminal state', known: loop.terminals.keys() });
}

function checkNode(loop: Loop, { node, index, kind }: LoopNode, report: Report): void {
  const at = (...parts: (string | number)[]) => ({
    file: loop.file,
    pointer: pointer('nodes', index, ...parts),
  });
  if (node.entrypoint_path !== undefined) {
    checkFolder(node.entrypoint_path, ENTRYPOINTS, at('entrypoint_path'), report);
  }
  node.attached_skill_additions.forEach((path, position) => {
    checkFolder(path, SKILLS, at('attached_skill_additions', position), report);
  });
  if (kind === null) return;
  if (kind.value.plane !== loop.graph.plane) {
    report.error(
      'plane_mismatch',
      at('stage_kind_id'),
      `The stage kind ${quote(kind.id)} belongs to the plane ${quote(kind.value.plane)}.`,
      `Use a stage kind of the plane ${quote(loop.graph.plane)}.`,
    );
  }
  const overrides = {
    entrypoint_path: node.entrypoint_path !== undefined,
    runner_name: node.runner_name !== undefined,
    model_name: node.model_name !== undefined,
    thinking_level: node.thinking_level !== undefined,
    timeout_seconds: node.timeout_seconds !== undefined,
    attached_skill_additions: node.attached_skill_additions.length > 0,
  };
  for (const name of kind.value.allowed_overrides) overrides[name] = false;
  for (const [name, forbidden] of Object.entries(overrides)) {
    if (forbidden) refuseOverride(kind.id, name, at(name), report);
  }
}

export function refuseOverride(
  kind: string,
  name: string,
  place: { readonly file: string; readonly pointer: string },
  report: Report,
): void {
  report.error(
    'override_not_allowed',
    place,
    `The stage kind ${quote(kind)} does not allow ${quote(name)} to be overridden.`,
    'Remove the override, or add it to allowed_overrides of the stage kind.',
  );
}

function checkEdge(loop: Loop, edge: GraphEdge, index: number, report: Report): void {
  const { file } = loop;
  const at = (key: string): { file: string; pointer: string } => ({
    file,
    pointer: pointer('edges', index, key),
  });
  if (knownNode(loop, edge.from_node_id, report, 'edges', index, 'from_node_id')) {
    edge.on_outcomes.forEach((outcome, position) => {
      checkOutcome(
        loop,
        edge.from_node_id,
        outcome,
        report,
        'edges',
        index,
        'on_outcomes',
        position,
      );
    });
  }
  const { to_node_id: node, terminal_state_id: terminal } = edge;
  if (node !== undefined) knownNode(loop, node, report, 'edges', index, 'to_node_id');
  if (terminal !== undefined) {
    knownTerminal(loop, terminal, report, 'edges', index, 'terminal_state_id');
  }
  if ((node === undefined) === (terminal === undefined)) {
    const message = `The edge ${quote(edge.edge_id)} must lead to either a node or a terminal state.`;
    const next = 'Set exactly one of to_node_id and terminal_state_id.';
    report.error('edge_target_invalid', at('to_node_id'), message, next);
  } else if (edge.kind === 'terminal' && terminal === undefined) {
    const message = `The edge ${quote(edge.edge_id)} is of kind terminal but leads to a node.`;
    const next = 'Set terminal_state_id instead of to_node_id, or change the kind.';
    report.error('edge_target_invalid', at('kind'), message, next);
  }
  checkRetry(loop, edge, at('max_attempts'), report);
}

function checkRetry(
  { graph }: Loop,
  edge: GraphEdge,
  place: { readonly file: string; readonly pointer: string },
  report: Report,
): void {
  const retries = edge.kind === 'retry';
  if (!retries && edge.max_attempts === undefined) return;
  const guard = graph.dynamic_policies.threshold_policies.find(
    (policy) => policy.guarded_node_id === edge.to_node_id,
  );
  if (retries && guard !== undefined && guard.threshold === edge.max_attempts) return;
  const message = retries
    ? `The retry edge ${quote(edge.edge_id)} needs max_attempts equal to the threshold of its target.`
    : `The edge ${quote(edge.edge_id)} has max_attempts but is no retry edge.`;
  const next = retries
    ? 'Guard the target node by a threshold policy and repeat its threshold as max_attempts.'
    : 'Remove max_attempts, or set the kind to retry.';
  report.error('retry_edge_invalid', place, message, next);
}

function checkOutcome(
  loop: Loop,
  nodeId: string,
  outcome: string,
  report: Report,
  ...path: readonly (string | number)[]
): void {
  const kind = loop.nodes.get(nodeId)?.kind;
  if (kind == null) return;
  const place = { file: loop.file, pointer: pointer(...path) };
  const what = `legal outcome of ${quote(nodeId)}`;
  report.known(outcome, place, { what, known: kind.value.legal_outcomes });
}

function checkResumes(loop: Loop, report: Report): void {
  loop.graph.dynamic_policies.resume_policies.forEach((policy, index) => {
    const path = ['dynamic_policies', 'resume_policies', index] as const;
    if (knownNode(loop, policy.source_node_id, report, ...path, 'source_node_id')) {
      checkOutcome(loop, policy.source_node_id, policy.on_outcome, report, ...path, 'on_outcome');
    }
    const target = policy.default_target_node_id;
    knownNode(loop, target, report, ...path, 'default_target_node_id');
    policy.disallowed_target_node_ids.forEach((id, position) => {
      knownNode(loop, id, report, ...path, 'disallowed_target_node_ids', position);
    });
    if (!policy.disallowed_target_node_ids.includes(target)) return;
    report.error(
      'resume_default_disallowed',
      { file: loop.file, pointer: pointer(...path, 'default_target_node_id') },
      `The policy ${quote(policy.policy_id)} disallows its own default ${quote(target)}.`,
      'Choose another default, or allow this target.',
    );
  });
}

function checkThresholds(loop: Loop, report: Report): void {
  const guarded = new Set<string>();
  loop.graph.dynamic_policies.threshold_policies.forEach((policy, index) => {
    const path = ['dynamic_policies', 'threshold_policies', index] as const;
    const wrong = (key: string, message: string, next: string): void => {
      const place = { file: loop.file, pointer: pointer(...path, key) };
      report.error('threshold_invalid', place, message, next);
    };
    const { guarded_node_id: node, exhausted_target_node_id: target } = policy;
    const terminal = policy.exhausted_terminal_state_id;
    knownNode(loop, node, report, ...path, 'guarded_node_id');
    if (target !== null) knownNode(loop, target, report, ...path, 'exhausted_target_node_id');
    if (terminal !== null) {
      knownTerminal(loop, terminal, report, ...path, 'exhausted_terminal_state_id');
    }
    if ((target === null) === (terminal === null)) {
      const message = `The policy ${quote(policy.policy_id)} must lead to one node or terminal state.`;
      const next = 'Set exactly one of exhausted_target_node_id and exhausted_terminal_state_id.';
      wrong('exhausted_target_node_id', message, next);
    }
    if (guarded.has(node)) {
      const message = `The node ${quote(node)} is guarded by two policies.`;
      wrong('guarded_node_id', message, 'Keep one of them.');
    }
    guarded.add(node);
  });
}
