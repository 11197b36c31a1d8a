import { z } from 'zod';
import { count, id, path, perPlane, plane, resultClass, time, token, version } from './values.ts';

const node = z.strictObject({
  node_id: id,
  stage_kind_id: id,
  plane,
  entrypoint_path: z.string().regex(/^entrypoints\/.*\.md$/),
  entrypoint_contract_id: z.string(),
  running_status_marker: token,
  allowed_result_classes_by_outcome: z.record(token, z.array(resultClass).min(1)),
  declared_output_artifacts: z.array(z.string()),
  required_skill_paths: z.array(z.string().regex(/^skills\/.*\.md$/)),
  attached_skill_additions: z.array(z.string()),
  runner_name: z.string(),
  model_name: z.string().nullable(),
  thinking_level: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
  timeout_seconds: z.number().int().min(1),
});
const edgeEnd = {
  kind: z.enum(['normal', 'retry', 'escalation', 'handoff', 'terminal']),
  priority: count,
  max_attempts: count.nullable(),
  terminal_state_id: id.nullable(),
};
const entryKey = z.enum(['task', 'spec', 'incident', 'closure_target', 'learning_request']);
const completion = {
  trigger: z.literal('backlog_drained'),
  readiness_rule: z.literal('no_open_lineage_work'),
  request_kind: z.literal('closure_target'),
  target_selector: z.literal('active_closure_target'),
  rubric_policy: z.literal('reuse_or_create'),
  blocked_work_policy: z.literal('suppress'),
  skip_if_already_closed: z.boolean(),
  on_pass_terminal_state_id: id,
  on_gap_terminal_state_id: id,
  create_incident_on_gap: z.boolean(),
};
const compiledEntry = { entry_key: entryKey, node_id: id, stage_kind_id: id, plane };

const graph = z.strictObject({
  loop_id: id,
  plane,
  nodes: z.array(node).min(1),
  entry_nodes: z.array(z.strictObject({ entry_key: entryKey, node_id: id })).min(1),
  transitions: z
    .array(
      z.strictObject({
        edge_id: id,
        from_node_id: id,
        to_node_id: id.nullable(),
        on_outcomes: z.array(token).min(1),
        description: z.string().nullable(),
        ...edgeEnd,
      }),
    )
    .min(1),
  compiled_entries: z.array(z.strictObject(compiledEntry)).min(1),
  compiled_completion_entry: z.strictObject({ ...compiledEntry, ...completion }).nullable(),
  compiled_transitions: z
    .array(
      z.strictObject({
        edge_id: id,
        source_node_id: id,
        outcome: token,
        target_node_id: id.nullable(),
        ...edgeEnd,
      }),
    )
    .min(1),
  compiled_resume_policies: z.array(
    z.strictObject({
      policy_id: id,
      source_node_id: id,
      on_outcome: token,
      default_target_node_id: id,
      metadata_stage_keys: z.array(z.string()),
      disallowed_target_node_ids: z.array(id),
    }),
  ),
  compiled_threshold_policies: z.array(
    z.strictObject({
      policy_id: id,
      source_node_ids: z.array(id).min(1),
      on_outcome: token,
      counter_name: z.enum([
        'fix_cycle_count',
        'troubleshoot_attempt_count',
        'mechanic_attempt_count',
      ]),
      threshold: z.number().int().min(1),
      exhausted_target_node_id: id.nullable(),
      exhausted_terminal_state_id: id.nullable(),
    }),
  ),
  terminal_states: z
    .array(
      z.strictObject({
        terminal_state_id: id,
        terminal_class: resultClass.exclude(['recoverable_failure']),
        writes_status: token,
        emits_artifacts: z.array(z.string()),
        ends_plane_run: z.boolean(),
      }),
    )
    .min(1),
  completion_behavior: z.strictObject({ target_node_id: id, ...completion }).nullable(),
});

export const compiledPlan = z.strictObject({
  schema_version: version,
  kind: z.literal('compiled_run_plan'),
  compiled_plan_id: z.string().regex(/^plan-.+-[0-9a-f]{12}$/),
  compile_input_fingerprint: z.strictObject({
    mode_id: id,
    config_fingerprint: z.string().regex(/^cfg-[0-9a-f]{12}$/),
    assets_fingerprint: z.string().regex(/^assets-[0-9a-f]{12}$/),
  }),
  mode_id: id,
  loop_ids_by_plane: perPlane(id),
  execution_loop_id: id,
  planning_loop_id: id,
  learning_loop_id: id.nullish(),
  graphs_by_plane: perPlane(graph),
  execution_graph: graph,
  planning_graph: graph,
  learning_graph: graph.nullish(),
  concurrency_policy: z
    .strictObject({
      mutually_exclusive_planes: z.array(z.array(plane)),
      may_run_concurrently: z.array(z.array(plane)),
    })
    .nullable(),
  learning_trigger_rules: z.array(
    z.strictObject({
      rule_id: id,
      source_plane: plane,
      source_stage: id,
      on_terminal_results: z.array(token).min(1),
      target_stage: id,
      requested_action: z.enum(['create', 'improve', 'promote', 'export', 'install']),
      target_skill_id: id.nullable(),
      preferred_output_paths: z.array(z.string()),
    }),
  ),
  compiled_at: time,
  resolved_assets: z.array(
    z.strictObject({
      asset_family: z.enum(['mode', 'graph_loop', 'stage_kind', 'entrypoint', 'skill']),
      logical_id: z.string(),
      compile_time_path: path,
      content_sha256: z.string().nullable(),
    }),
  ),
  source_refs: z.array(z.string()),
});
