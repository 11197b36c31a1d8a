import type { CompileView, InitView } from '../../../src/product/backend.ts';
import type {
  About,
  LineageView,
  LoopView,
  RunTrace,
  StatusDetails,
  StatusView,
  TickView,
} from '../../../src/runtime/api/index.ts';

export const AT = '2026-01-02T03:04:05Z';

export const initView: InitView = {
  created: true,
  mode_id: 'default_offline',
  simulated: true,
  config_path: 'millrace-agents/millrace.toml',
  files_written: 42,
  harness: null,
  unusable: null,
  restored: false,
  untrusted: false,
  notes: [],
};

export const compileView: CompileView = {
  mode_id: 'default_offline',
  simulated: true,
  plan_id: 'plan-default_offline-0123456789ab',
  loops: [
    {
      plane: 'planning',
      loop_id: 'planning.standard',
      nodes: 5,
      runners: new Map([['scripted', ['planner', 'manager']]]),
    },
    {
      plane: 'execution',
      loop_id: 'execution.standard',
      nodes: 7,
      runners: new Map([
        ['codex_cli', ['builder', 'fixer']],
        ['claude_cli', ['checker']],
      ]),
    },
  ],
  diagnostics: [],
  plan: null,
};

export const noLoop: LoopView = {
  running: false,
  should_run: false,
  run_style: 'daemon',
  pid: null,
  since: null,
  session: null,
  host: null,
  version: null,
};

export const loopView: LoopView = {
  running: true,
  should_run: true,
  run_style: 'daemon',
  pid: 4321,
  since: AT,
  session: 'abcdef012345',
  host: 'here',
  version: '0.1.0',
};

const COST = { cost_usd: 0.25, unpriced: 0 };

export const about: About = {
  root: 'subtract',
  item: 'spec/subtract',
  title: 'Subtract',
  state: 'building',
  wait: null,
};

export const spec: LineageView = {
  ...about,
  root: 'subtract',
  work_done: 1,
  work_total: 2,
  stages: 2,
  total_tokens: 900,
  ...COST,
  wall_minutes: 1.4,
  opened_at: AT,
  closed_at: null,
};

export const statusDetailsView: StatusDetails = {
  snapshot: { kind: 'runtime_snapshot', execution_status_marker: '### IDLE' },
  baseline: { manifest_id: 'a'.repeat(64), version: '0.1.0' },
  compiled_from: null,
  closure: null,
};

export const statusView: StatusView = {
  loop: noLoop,
  seq: 12,
  mode_id: 'default_offline',
  simulated: true,
  plan_id: 'plan-default_offline-0123456789ab',
  currentness: 'current',
  condition: 'ready',
  outlook: { kind: 'ready' },
  blockers: [],
  blockers_total: 0,
  active: [],
  specs: [spec],
  queues: {
    spec: { queue: 0, active: 0, done: 1, blocked: 0 },
    task: { queue: 1, active: 0, done: 1, blocked: 0 },
  },
  closed_roots: 0,
  closure: null,
  last: {
    node: 'planner',
    outcome: 'PLANNER_COMPLETE',
    failure_class: null,
    summary: 'The spec is planned.',
    run_id: 'run-000001',
    about,
  },
  pauses: [],
  reload: null,
  governance: null,
  problems: [],
  totals: { stages: 2, total_tokens: 900, wall_minutes: 1.4, ...COST },
};

export const tickView: TickView = {
  did: 'applied',
  stage: null,
  applied: {
    run_id: 'run-000001',
    attempt_id: 'request-000001-1',
    plane: 'planning',
    node: 'planner',
    work: { family: 'spec', id: 'subtract', title: 'Subtract' },
    about,
    closure_root: null,
    outcome: 'PLANNER_COMPLETE',
    result_class: 'success',
    failure_class: null,
    summary: 'The spec is planned.',
    duration_seconds: 3.5,
    total_tokens: 900,
    cost_usd: 0.25,
    goes_to: 'manager',
    spawned: [],
  },
  recovered: [],
  status: statusView,
};

export const runningView: TickView = {
  ...tickView,
  did: 'running',
  applied: null,
  stage: {
    plane: 'execution',
    node: 'builder',
    stage_kind: 'builder',
    run_id: 'run-000002',
    request_id: 'request-000003',
    attempt_id: 'request-000003-1',
    work: { family: 'task', id: 'one', title: 'One' },
    closure_root: null,
    since: AT,
    phase: 'running',
  },
};

export const trace: RunTrace = {
  schema_version: '1.0',
  kind: 'run_trace_graph',
  run_id: 'run-000001',
  run_dir: 'millrace-agents/runs/run-000001',
  compiled_plan_id: 'plan-default_offline-0123456789ab',
  mode_id: 'default_offline',
  request_kind: 'active_work_item',
  work_item_kind: 'spec',
  work_item_id: 'subtract',
  closure_target_root_spec_id: null,
  status: 'complete',
  started_at: AT,
  completed_at: AT,
  duration_seconds: 7,
  nodes: [traceNode('planner', 'PLANNER_COMPLETE'), traceNode('manager', 'MANAGER_COMPLETE')],
  edges: [
    traceEdge('planner', 'PLANNER_COMPLETE', 'manager', null),
    traceEdge('manager', 'MANAGER_COMPLETE', null, 'manager_complete'),
  ],
  notes: [],
  generated_at: AT,
};

export function traceNode(node: string, result: string): RunTrace['nodes'][number] {
  return {
    trace_node_id: `node-${node}`,
    run_id: 'run-000001',
    request_id: `request-${node}`,
    plane: 'planning',
    stage: node,
    node_id: node,
    stage_kind_id: node,
    compiled_plan_id: 'plan-default_offline-0123456789ab',
    mode_id: 'default_offline',
    request_kind: 'active_work_item',
    work_item_kind: 'spec',
    work_item_id: 'subtract',
    closure_target_root_spec_id: null,
    terminal_result: result,
    result_class: 'success',
    failure_class: null,
    runner_name: 'scripted',
    model_name: null,
    thinking_level: null,
    model_reasoning_effort: null,
    started_at: AT,
    completed_at: AT,
    duration_seconds: 3.5,
    token_usage: null,
    artifacts: [
      { path: `${node}_report.md`, kind: 'report', size_bytes: 12, sha256: '0'.repeat(64) },
    ],
  };
}

function traceEdge(
  source: string,
  outcome: string,
  node: string | null,
  end: string | null,
): RunTrace['edges'][number] {
  const spawned = end === null ? [] : ['task-one', 'task-two'];
  return {
    trace_edge_id: `edge-${source}`,
    source_trace_node_id: `node-${source}`,
    outcome,
    edge_kind: end === null ? 'normal' : 'terminal',
    target_node_id: node,
    target_trace_node_id: node === null ? null : `node-${node}`,
    terminal_state_id: end,
    spawned_work: spawned.map((item_id) => ({
      kind: 'task',
      item_id,
      path: null,
      reason: null,
      source_stage_node_id: source,
      source_terminal_result: outcome,
    })),
    decision_reason: null,
    decided_at: AT,
  };
}

export const run = {
  run_id: 'run-000001',
  status: 'complete',
  plane: 'planning',
  work: 'spec subtract',
  closure_root: null,
  stages: 2,
  started_at: AT,
  completed_at: AT,
};
