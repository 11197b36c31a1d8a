import type { CompiledTransition, Plan, PlaneGraph, PlanNode } from '../plan/index.ts';
import { jsonText } from './text.ts';

/**
 * `compiled_plan.json`: the plan as the tools of release 0.18.0 read it, which refuse a key that they do not
 * know. The plan that runs is the one in the journal. Limits are not in it: they are counted where a node is
 * entered, and that release counts them where an outcome leaves one.
 */
export function compiledPlanText(plan: Plan): string {
  const graphs = mapped(plan.graphs_by_plane, graphOf);
  return jsonText({
    schema_version: plan.schema_version,
    kind: plan.kind,
    compiled_plan_id: plan.compiled_plan_id,
    compile_input_fingerprint: plan.compile_input_fingerprint,
    mode_id: plan.mode_id,
    loop_ids_by_plane: plan.loop_ids_by_plane,
    ...named(plan.loop_ids_by_plane, 'loop_id'),
    graphs_by_plane: graphs,
    ...named(graphs, 'graph'),
    concurrency_policy: plan.concurrency_policy,
    learning_trigger_rules: plan.learning_trigger_rules,
    compiled_at: plan.compiled_at,
    resolved_assets: plan.resolved_assets.filter(({ asset_family }) => asset_family !== 'family'),
    source_refs: plan.source_refs,
  });
}

function graphOf(graph: PlaneGraph): object {
  return {
    loop_id: graph.loop_id,
    plane: graph.plane,
    nodes: graph.nodes.map(nodeOf),
    entry_nodes: graph.compiled_entries.map(({ entry_key, node_id }) => ({ entry_key, node_id })),
    transitions: edgesOf(graph.compiled_transitions),
    compiled_entries: graph.compiled_entries,
    compiled_completion_entry: completionOf(graph),
    compiled_transitions: graph.compiled_transitions.map(({ when: _, ...edge }) => edge),
    compiled_resume_policies: graph.compiled_resume_policies,
    compiled_threshold_policies: [],
    terminal_states: graph.terminal_states.map(({ handoff: _, ...state }) => state),
    completion_behavior: graph.completion_behavior,
  };
}

function nodeOf(node: PlanNode): object {
  return {
    node_id: node.node_id,
    stage_kind_id: node.stage_kind_id,
    plane: node.plane,
    entrypoint_path: node.entrypoint_path,
    entrypoint_contract_id: node.entrypoint_contract_id,
    running_status_marker: node.running_status_marker,
    allowed_result_classes_by_outcome: node.allowed_result_classes_by_outcome,
    declared_output_artifacts: node.declared_output_artifacts,
    required_skill_paths: node.required_skill_paths,
    attached_skill_additions: node.attached_skill_additions,
    runner_name: node.runner_name,
    model_name: node.model_name,
    thinking_level: node.thinking_level,
    model_reasoning_effort: node.model_reasoning_effort,
    timeout_seconds: node.timeout_seconds,
  };
}

/** One for each edge as its author wrote it, with all outcomes that take it. */
function edgesOf(transitions: readonly CompiledTransition[]): object[] {
  const edges = new Map<string, readonly CompiledTransition[]>();
  for (const one of transitions) edges.set(one.edge_id, [...(edges.get(one.edge_id) ?? []), one]);
  return [...edges].flatMap(([edge_id, own]) => {
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            edge_id,
            from_node_id: first.source_node_id,
            to_node_id: first.target_node_id,
            terminal_state_id: first.terminal_state_id,
            on_outcomes: own.map(({ outcome }) => outcome),
            kind: first.kind,
            priority: first.priority,
            description: null,
            max_attempts: first.max_attempts,
          },
        ];
  });
}

function completionOf({ compiled_completion_entry, completion_behavior }: PlaneGraph) {
  if (compiled_completion_entry === null || completion_behavior === null) return null;
  const { target_node_id: _, ...behavior } = completion_behavior;
  return { ...compiled_completion_entry, ...behavior };
}

function mapped<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function named<T>(record: Readonly<Record<string, T>>, what: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([plane, value]) => [`${plane}_${what}`, value]),
  );
}
