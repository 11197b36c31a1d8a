/**
 * Where what release 0.18.0 tells of queue, runs and traces stands in an answer here. `here`: a path in the
 * answer of the operation, with `[]` for each row; null = it is told otherwise, or not, and `why` says it.
 */
export type OlderField =
  | readonly [name: string, here: string]
  | readonly [name: string, here: null, why: string];

export interface OlderSurface {
  readonly name: string;
  /** The operation that answers it, as a terminal has it. */
  readonly by: string;
  readonly fields: readonly OlderField[];
}

/** A family that no plan of the mode has is not counted: `learning_request` only in modes that learn. */
const QUEUE_LS: readonly OlderField[] = [
  ['execution_queue_depth', 'counts.task.queue'],
  ['planning_queue_depth', 'counts.spec.queue'],
  ['learning_queue_depth', 'counts.learning_request.queue'],
  ['execution_active', 'counts.task.active'],
  ['planning_active', 'counts.spec.active'],
  ['learning_active', 'counts.learning_request.active'],
  ['active_task_count', 'counts.task.active'],
  ['active_spec_count', 'counts.spec.active'],
  ['active_incident_count', 'counts.incident.active'],
  ['active_learning_request_count', 'counts.learning_request.active'],
  ['counts per state', 'counts.task.done'],
  ['one line per item', 'rows[].key'],
];

const QUEUE_SHOW: readonly OlderField[] = [
  ['work_item_id', 'item'],
  ['work_item_kind', 'kind'],
  ['work_item_state', 'state'],
  ['path', 'path'],
  ['title', 'title'],
];

const RUNS_LS: readonly OlderField[] = [
  ['run_id', 'rows[].key'],
  ['status', 'rows[].status'],
  ['work_item_kind', 'rows[].item'],
  ['work_item_id', 'rows[].item'],
  ['failure_class', 'rows[].failure_class'],
];

const RUNS_SHOW: readonly OlderField[] = [
  ['run_id', 'run_id'],
  ['status', 'status'],
  ['compiled_plan_id', 'plan_id'],
  ['mode_id', 'mode'],
  ['request_kind', 'request_kind'],
  ['closure_target_root_spec_id', 'closure_root'],
  ['work_item_kind', 'item'],
  ['work_item_id', 'item'],
  ['failure_class', 'failure_class'],
  ['started_at', 'started_at'],
  ['completed_at', 'completed_at'],
  ['duration_seconds', 'duration_seconds'],
  ['troubleshoot_report_path', null, 'the report of the stage that troubleshoots: `files.report`'],
  ['primary_stdout_path', 'files.stdout'],
  ['primary_stderr_path', 'files.stderr'],
  ['stage_result_count', 'stages_total'],
  ['input_tokens', 'tokens.input_tokens'],
  ['cached_input_tokens', 'tokens.cached_input_tokens'],
  ['output_tokens', 'tokens.output_tokens'],
  ['thinking_tokens', 'tokens.thinking_tokens'],
  ['total_tokens', 'tokens.total_tokens'],
  ['note', 'notes'],
  ['stage_result_path', 'artifacts[].path'],
  ['request_id', 'stages[].request'],
  [
    'compiled_plan_id, mode_id, request_kind of a result',
    null,
    'those of its run: `plan_id`, `mode`, `request_kind`',
  ],
  ['stage', 'stages[].node'],
  ['node_id', 'stages[].node'],
  ['stage_kind_id', 'stages[].stage_kind'],
  ['terminal_result', 'stages[].outcome'],
  ['result_class', 'stages[].result_class'],
  ['runner_name', 'stages[].runner'],
  ['model_name', 'stages[].model'],
  ['thinking_level', 'stages[].thinking'],
  ['model_reasoning_effort', null, '`stages[].thinking`; the trace has both'],
  ['started_at, completed_at of a result', 'stages[].completed_at'],
  ['duration_seconds of a result', 'stages[].seconds'],
  ['stdout_path', 'artifacts[].path'],
  ['stderr_path', 'artifacts[].path'],
  ['report_artifact', 'artifacts[].path'],
  ['tokens of a result', 'stages[].tokens'],
  ['artifact_path', 'artifacts[].path'],
  ['prompt, invocation, completion paths', 'artifacts[].path'],
  [
    'governance ledger links',
    null,
    'there is no ledger: `total_tokens` and `cost_usd` of the records count',
  ],
  ['preferred paths', null, 'a learning request names them: `millrace show` of that request'],
  ['raw exit of a process', null, 'in the file whose `kind` in `artifacts` is completion'],
];

const RUNS_TAIL: readonly OlderField[] = [
  ['stdout, else stderr, as a whole', 'lines'],
  [
    'the latest report',
    null,
    '`files.report` of `millrace show RUN`; what was printed is not mixed with it',
  ],
  ['the JSON of the stage result', null, '`stage_result` in `artifacts` of `millrace show RUN`'],
];

const TRACE_HEAD = [
  ...['run_id', 'run_dir', 'compiled_plan_id', 'mode_id', 'request_kind', 'work_item_kind'],
  ...['work_item_id', 'closure_target_root_spec_id', 'status', 'started_at', 'completed_at'],
  ...['duration_seconds', 'notes', 'generated_at'],
];
const TRACE_NODE = [
  ...[
    'trace_node_id',
    'plane',
    'stage',
    'node_id',
    'stage_kind_id',
    'request_id',
    'terminal_result',
  ],
  ...['result_class', 'failure_class', 'runner_name', 'model_name', 'thinking_level', 'started_at'],
  ...['completed_at', 'token_usage'],
];
const TRACE_ARTIFACT = ['path', 'kind', 'size_bytes', 'sha256'];
const TRACE_EDGE = [
  ...['trace_edge_id', 'outcome', 'edge_kind', 'target_node_id', 'target_trace_node_id'],
  ...['terminal_state_id', 'decision_reason', 'decided_at'],
];
const SPAWNED = [
  'kind',
  'item_id',
  'path',
  'reason',
  'source_stage_node_id',
  'source_terminal_result',
];

const RUNS_TRACE: readonly OlderField[] = [
  ...TRACE_HEAD.map((name) => [name, `full.${name}`] as const),
  ...TRACE_NODE.map((name) => [`node ${name}`, `full.nodes[].${name}`] as const),
  ...TRACE_ARTIFACT.map(
    (name) => [`artifact ${name}`, `full.nodes[].artifacts[].${name}`] as const,
  ),
  ...TRACE_EDGE.map((name) => [`edge ${name}`, `full.edges[].${name}`] as const),
  ...SPAWNED.map((name) => [`spawned ${name}`, `full.edges[].spawned_work[].${name}`] as const),
];

export const OLDER_SURFACES: readonly OlderSurface[] = [
  { name: 'queue ls', by: 'list --of tasks', fields: QUEUE_LS },
  { name: 'queue show', by: 'show', fields: QUEUE_SHOW },
  { name: 'runs ls', by: 'list --of runs', fields: RUNS_LS },
  { name: 'runs show', by: 'show', fields: RUNS_SHOW },
  { name: 'runs tail', by: 'logs', fields: RUNS_TAIL },
  { name: 'runs trace', by: 'runs trace --format full', fields: RUNS_TRACE },
];
