import { describe, expect, it } from 'vitest';
import type { GraphSource } from '../../src/compiler/source/graph.ts';
import { familyById, graphById, kindOf } from './support/shipped.ts';

function permitted(graph: GraphSource, disallowed: readonly string[]): string[] {
  return graph.nodes.map((node) => node.node_id).filter((id) => !disallowed.includes(id));
}

/** Where a node may lead; with `exhausted`, every limit is taken as reached. */
function successors(graph: GraphSource, from: string, exhausted: boolean): string[] {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;
  const direct = graph.edges.flatMap((edge) =>
    edge.from_node_id === from && edge.to_node_id !== undefined ? [edge.to_node_id] : [],
  );
  const resumed = resume_policies
    .filter((policy) => policy.source_node_id === from)
    .flatMap((policy) => permitted(graph, policy.disallowed_target_node_ids));
  const guard = threshold_policies.find((policy) => policy.guarded_node_id === from);
  const next = guard?.exhausted_target_node_id;
  if (exhausted && guard !== undefined) return next == null ? [] : [next];
  return [...direct, ...resumed, ...(next == null ? [] : [next])];
}

/** Nodes that a document may name as the one where it starts. */
function namedStarts(graph: GraphSource): string[] {
  const starts = graph.nodes.filter(({ node_id }) =>
    kindOf(graph, node_id).starts_families.some((id) => familyById.get(id)?.start_node_key != null),
  );
  return starts.map(({ node_id }) => node_id);
}

function reachable(graph: GraphSource): Set<string> {
  const open = graph.entry_nodes.map((entry) => entry.node_id);
  if (graph.completion_behavior) open.push(graph.completion_behavior.target_node_id);
  open.push(...namedStarts(graph));
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...successors(graph, id, false));
  }
  return seen;
}

/** Removes nodes that lead nowhere until none is left; what remains is on its way into a cycle. */
function nodesOfCycles(graph: GraphSource): string[] {
  let left = graph.nodes.map((node) => node.node_id);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const alive = new Set(left);
    left = left.filter((id) => successors(graph, id, true).some((next) => alive.has(next)));
  }
  return left;
}

describe.each([...graphById.values()])('$loop_id', (graph) => {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;

  it('covers every legal outcome of every node exactly once', () => {
    for (const { node_id } of graph.nodes) {
      const kind = kindOf(graph, node_id);
      expect(kind.plane).toBe(graph.plane);
      const covered = graph.edges
        .filter((edge) => edge.from_node_id === node_id && edge.when === undefined)
        .flatMap((edge) => edge.on_outcomes)
        .concat(
          resume_policies.flatMap((one) => (one.source_node_id === node_id ? one.on_outcome : [])),
        );
      expect(covered.sort(), node_id).toEqual([...kind.legal_outcomes].sort());
    }
  });

  it('refers to nodes and terminal states that exist, under unique ids', () => {
    const nodes = new Set(graph.nodes.map((node) => node.node_id));
    const terminals = new Set(graph.terminal_states.map((state) => state.terminal_state_id));
    for (const edge of graph.edges) {
      const targets = [edge.to_node_id, edge.terminal_state_id].filter((id) => id !== undefined);
      expect(targets, edge.edge_id).toHaveLength(1);
      expect(nodes.has(edge.from_node_id), edge.edge_id).toBe(true);
      expect(nodes.has(targets[0] ?? '') || terminals.has(targets[0] ?? '')).toBe(true);
    }
    for (const policy of threshold_policies) {
      const target = [policy.exhausted_target_node_id, policy.exhausted_terminal_state_id];
      expect(target.filter((id) => id != null)).toHaveLength(1);
      expect(nodes.has(policy.guarded_node_id)).toBe(true);
      expect(nodes.has(target[0] ?? '') || terminals.has(target[1] ?? '')).toBe(true);
    }
    for (const policy of resume_policies) {
      const { disallowed_target_node_ids: disallowed, default_target_node_id } = policy;
      expect(permitted(graph, disallowed)).toContain(default_target_node_id);
      for (const id of disallowed) expect(nodes.has(id), id).toBe(true);
    }
    const ids = [
      ...graph.edges.map((edge) => edge.edge_id),
      ...[...resume_policies, ...threshold_policies].map((policy) => policy.policy_id),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reaches every node and every terminal state', () => {
    expect([...reachable(graph)].sort()).toEqual(graph.nodes.map((node) => node.node_id).sort());
    const ended = new Set(graph.edges.map((edge) => edge.terminal_state_id));
    for (const state of graph.terminal_states) expect(ended).toContain(state.terminal_state_id);
  });

  it('ends: without budget and with every permitted resume no cycle is left', () => {
    expect(nodesOfCycles(graph)).toEqual([]);
    const recovery = new Set(threshold_policies.map((policy) => policy.guarded_node_id));
    for (const policy of resume_policies) {
      const targets = permitted(graph, policy.disallowed_target_node_ids);
      expect(targets.filter((id) => recovery.has(id))).toEqual([]);
    }
  });

  it('emits artifacts that its stage kinds declare and writes whole handoff documents', () => {
    const declared = graph.nodes.flatMap(
      (node) => kindOf(graph, node.node_id).declared_output_artifacts,
    );
    for (const state of graph.terminal_states) {
      for (const id of state.emits_artifacts) expect(declared).toContain(id);
      const hands = ['escalate_planning', 'followup_needed'].includes(state.terminal_class);
      expect(state.handoff !== null, state.terminal_state_id).toBe(hands);
      if (state.handoff === null) continue;
      const target = familyById.get(state.handoff.family_id);
      const fields = target?.scalars ?? [];
      const written = new Set(Object.keys(state.handoff.scalars)).add(target?.id_key ?? '');
      expect(written.has('title')).toBe(true);
      for (const field of fields.filter((one) => one.required))
        expect(written).toContain(field.key);
      for (const key of written) expect(fields.map((field) => field.key)).toContain(key);
      for (const key of Object.keys(state.handoff.lists)) {
        expect(target?.lists.map((field) => field.key)).toContain(key);
      }
    }
  });
});
