import { z } from 'zod';
import {
  absolute,
  count,
  id,
  marker,
  path,
  plane,
  requestKind,
  resultClass,
  time,
  token,
  tokenUsage,
  version,
  workKind,
} from './values.ts';

export const stageResult = z
  .strictObject({
    schema_version: version,
    kind: z.literal('stage_result'),
    run_id: id,
    plane,
    stage: id,
    node_id: id,
    stage_kind_id: id,
    work_item_kind: workKind,
    work_item_id: id,
    terminal_result: token,
    result_class: resultClass,
    summary_status_marker: marker,
    success: z.boolean(),
    retryable: z.boolean(),
    exit_code: z.number().int(),
    duration_seconds: z.number().min(0),
    prompt_artifact: absolute.nullable(),
    report_artifact: absolute.nullable(),
    artifact_paths: z.array(absolute),
    detected_marker: marker.nullable(),
    stdout_path: absolute.nullable(),
    stderr_path: absolute.nullable(),
    runner_name: z.string().nullable(),
    model_name: z.string().nullable(),
    thinking_level: z.string().nullable(),
    model_reasoning_effort: z.string().nullable(),
    token_usage: tokenUsage.nullable(),
    notes: z.array(z.string()),
    metadata: z.record(z.string(), z.json()),
    started_at: time,
    completed_at: time,
  })
  .refine((one) => one.summary_status_marker === `### ${one.terminal_result}`)
  .refine((one) => one.success === (one.result_class === 'success'))
  .refine((one) => Date.parse(one.completed_at) >= Date.parse(one.started_at));

const traceHead = {
  compiled_plan_id: id.nullable(),
  mode_id: id.nullable(),
  request_kind: requestKind.nullable(),
  work_item_kind: workKind.nullable(),
  work_item_id: id.nullable(),
  closure_target_root_spec_id: id.nullable(),
};

const traceNode = z.strictObject({
  trace_node_id: id,
  run_id: id,
  request_id: id,
  plane,
  stage: id,
  node_id: id,
  stage_kind_id: id,
  ...traceHead,
  terminal_result: token,
  result_class: resultClass,
  failure_class: z.string().nullable(),
  runner_name: z.string().nullable(),
  model_name: z.string().nullable(),
  thinking_level: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
  started_at: time,
  completed_at: time,
  duration_seconds: z.number().min(0),
  token_usage: tokenUsage.nullable(),
  artifacts: z.array(
    z.strictObject({
      path,
      kind: z.enum(['stage_result', 'prompt', 'stdout', 'stderr', 'report', 'json', 'artifact']),
      size_bytes: count.nullable(),
      sha256: z.string().nullable(),
    }),
  ),
});

const traceEdge = z.strictObject({
  trace_edge_id: z.string().min(1),
  source_trace_node_id: id,
  outcome: token,
  edge_kind: z.enum(['run_stage', 'handoff', 'idle', 'blocked']),
  target_node_id: id.nullable(),
  target_trace_node_id: id.nullable(),
  terminal_state_id: id.nullable(),
  spawned_work: z.array(
    z.strictObject({
      kind: workKind,
      item_id: id,
      path: path.nullable(),
      reason: z.string().nullable(),
      source_stage_node_id: id.nullable(),
      source_terminal_result: token.nullable(),
    }),
  ),
  decision_reason: z.string().nullable(),
  decided_at: time,
});

export const runTrace = z
  .strictObject({
    schema_version: version,
    kind: z.literal('run_trace_graph'),
    run_id: id,
    run_dir: path,
    ...traceHead,
    status: z.enum(['active', 'complete', 'blocked', 'handoff', 'incomplete', 'malformed']),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    duration_seconds: z.number().min(0).nullable(),
    nodes: z.array(traceNode),
    edges: z.array(traceEdge),
    notes: z.array(z.string()),
    generated_at: time,
  })
  .refine(({ nodes, edges }) => {
    const known = new Set(nodes.map(({ trace_node_id }) => trace_node_id));
    return edges.every(
      ({ source_trace_node_id: from, target_trace_node_id: to }) =>
        known.has(from) && (to === null || known.has(to)),
    );
  }, 'an edge names a node that is not there');
