import { z } from 'zod';

const tokenUsage = z.strictObject({
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  output_tokens: z.number(),
  thinking_tokens: z.number(),
  total_tokens: z.number(),
  /** Only where the harness says it. */
  cost_usd: z.number().optional(),
});

export const traceNode = z.strictObject({
  trace_node_id: z.string(),
  run_id: z.string(),
  request_id: z.string(),
  plane: z.string(),
  stage: z.string(),
  node_id: z.string(),
  stage_kind_id: z.string(),
  compiled_plan_id: z.string().nullable(),
  mode_id: z.string().nullable(),
  request_kind: z.string().nullable(),
  work_item_kind: z.string().nullable(),
  work_item_id: z.string().nullable(),
  closure_target_root_spec_id: z.string().nullable(),
  terminal_result: z.string(),
  result_class: z.string(),
  failure_class: z.string().nullable(),
  runner_name: z.string().nullable(),
  model_name: z.string().nullable(),
  thinking_level: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
  started_at: z.string(),
  completed_at: z.string(),
  duration_seconds: z.number(),
  token_usage: tokenUsage.nullable(),
  artifacts: z.array(
    z.strictObject({
      path: z.string(),
      kind: z.string(),
      size_bytes: z.number().nullable(),
      sha256: z.string().nullable(),
    }),
  ),
});

export const traceEdge = z.strictObject({
  trace_edge_id: z.string(),
  source_trace_node_id: z.string(),
  outcome: z.string(),
  edge_kind: z.string(),
  target_node_id: z.string().nullable(),
  target_trace_node_id: z.string().nullable(),
  terminal_state_id: z.string().nullable(),
  spawned_work: z.array(
    z.strictObject({
      kind: z.string(),
      item_id: z.string(),
      path: z.string().nullable(),
      reason: z.string().nullable(),
      source_stage_node_id: z.string().nullable(),
      source_terminal_result: z.string().nullable(),
    }),
  ),
  decision_reason: z.string().nullable(),
  /** The stage that was passed over, and the word of the result that allowed it. Not in the file. */
  skipped: z.strictObject({ node_id: z.string(), declared: z.string() }).optional(),
  decided_at: z.string(),
});

export const runTrace = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('run_trace_graph'),
  run_id: z.string(),
  run_dir: z.string(),
  compiled_plan_id: z.string().nullable(),
  mode_id: z.string().nullable(),
  request_kind: z.string().nullable(),
  work_item_kind: z.string().nullable(),
  work_item_id: z.string().nullable(),
  closure_target_root_spec_id: z.string().nullable(),
  status: z.enum(['active', 'complete', 'blocked', 'handoff', 'incomplete', 'malformed']),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  /** A script played a stage of it. Not in the file. */
  simulated: z.boolean().optional(),
  nodes: z.array(traceNode),
  edges: z.array(traceEdge),
  notes: z.array(z.string()),
  generated_at: z.string(),
});

/** The trace document of `runs/<run_id>/run_trace.json`. */
export type RunTrace = z.infer<typeof runTrace>;
