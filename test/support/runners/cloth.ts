import type { Completion } from '../../../src/runtime/keeper/types.ts';
import type { CommandRunner, Family, PlanNode } from '../../../src/runtime/plan/index.ts';
import {
  type AttemptOutput,
  type Judgement,
  NO_CONTRACT,
  type StageRequest,
} from '../../../src/runtime/runners/index.ts';

/** A world without any shipped name: looms weave cloth. */
export const NODE: PlanNode = {
  node_id: 'weave',
  stage_kind_id: 'weaver',
  plane: 'loom',
  display_name: 'Weaver',
  entrypoint_path: 'entrypoints/loom/weave.md',
  entrypoint_contract_id: 'weaver.contract.v1',
  running_status_marker: 'WEAVER_RUNNING',
  allowed_result_classes_by_outcome: {
    WOVEN: ['success'],
    KNOTTED: ['followup_needed'],
    TORN: ['blocked', 'recoverable_failure'],
  },
  failure_outcome: 'TORN',
  declared_output_artifacts: ['swatch', 'ledger'],
  artifacts: [
    {
      artifact_id: 'swatch',
      file: 'swatch.md',
      required_on: ['WOVEN'],
      format: 'markdown',
      publish_path: null,
    },
    {
      artifact_id: 'ledger',
      file: 'books/ledger.json',
      required_on: [],
      format: 'json',
      publish_path: null,
    },
  ],
  proposes: ['thread'],
  may_revise: false,
  recovery_role: null,
  closure_role: false,
  required_skill_paths: [],
  attached_skill_additions: [],
  runner_name: 'shuttle',
  model_name: 'fine-7',
  thinking_level: null,
  model_reasoning_effort: null,
  timeout_seconds: 90,
};

export const KNOWN: ReadonlySet<string> = new Set(['WOVEN', 'KNOTTED', 'TORN', 'SPUN']);
/** Names in `out/` of the artifacts of the node. */
export const DECLARED = NODE.artifacts.map(({ file }) => file);
export const JUDGEMENT: Judgement = { node: NODE, knownTokens: KNOWN, contract: NO_CONTRACT };

export const RUNNER: CommandRunner = {
  adapter: 'command',
  command: '{node}',
  args: ['{millrace}', '--prompt', '{prompt_file}', '--model={model}', '--think={thinking_level}'],
  prompt: 'stdin',
  final_text: 'stdout',
  env_allow: ['PATH', 'ABSENT'],
  env: { COLOUR: 'red' },
  stop: [{ signal: 'SIGTERM', grace_ms: 100 }],
  silence_ms: 0,
};

export const THREAD: Family = {
  schema_version: '1.0',
  kind: 'work_item_family',
  family_id: 'thread',
  display_name: 'Thread',
  plane: 'spinning',
  entry_key: 'thread',
  folder: 'threads',
  states: { queue: 'queue', active: 'active', done: 'done', blocked: 'blocked' },
  claim_rank: 0,
  id_key: 'thread_id',
  order_key: 'made_at',
  depends_on_key: null,
  start_node_key: null,
  closure: {
    role: 'work',
    root_keys: ['root_cloth'],
    idea_key: null,
    derived: null,
    inherit: { root_cloth: '{root_spec_id}' },
  },
  scalars: [
    { label: 'Thread-ID', key: 'thread_id', type: 'id', required: true },
    { label: 'Title', key: 'title', type: 'text', required: true },
    { label: 'Root-Cloth', key: 'root_cloth', type: 'id', required: true },
    { label: 'Made-At', key: 'made_at', type: 'time', required: true },
    { label: 'Fibre', key: 'fibre', type: 'choice', required: true, choices: ['wool', 'flax'] },
    { label: 'Note', key: 'note', type: 'text', required: false },
  ],
  lists: [
    { label: 'Acceptance', key: 'acceptance', required: true, placeholders: false, checks: true },
    { label: 'Uses', key: 'uses', required: false, placeholders: false, checks: false },
  ],
};

export function completionWith(more: Partial<Completion> = {}): Completion {
  return {
    attempt: 'q1-1',
    outcome: 'exited',
    reason: null,
    exit_code: 0,
    by: 'first',
    swept: 0,
    started_at: '2026-01-01T00:00:00.000Z',
    ended_at: '2026-01-01T00:00:01.000Z',
    duration_ms: 1000,
    stdout_bytes: 0,
    stderr_bytes: 0,
    ...more,
  };
}

export function outputWith(files: {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly out?: Readonly<Record<string, string | Uint8Array>>;
  readonly exit_code?: number | null;
}): AttemptOutput {
  const bytes = (text: string | Uint8Array) =>
    typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const out = Object.entries(files.out ?? {}).map(([name, text]) => [name, bytes(text)] as const);
  return {
    stdout: bytes(files.stdout ?? ''),
    stdout_head: new Uint8Array(),
    stderr: bytes(files.stderr ?? ''),
    out: new Map(out),
    exit_code: files.exit_code === undefined ? 0 : files.exit_code,
    ended_at: '2026-01-01T00:00:01.000Z',
    notes: [],
    unread: [],
  };
}

export function requestWith(more: Partial<StageRequest> = {}): StageRequest {
  const { node_id, stage_kind_id, plane, display_name, running_status_marker } = NODE;
  const { allowed_result_classes_by_outcome, failure_outcome, artifacts, proposes } = NODE;
  const { may_revise, recovery_role, closure_role, runner_name, model_name } = NODE;
  return {
    schema_version: '1.0',
    kind: 'stage_request',
    request_id: 'q1',
    run_id: 'r1',
    request_kind: 'active_work_item',
    mode_id: 'loom_mode',
    compiled_plan_id: 'plan-loom_mode-0123456789ab',
    simulated: true,
    work_dir: '/nowhere',
    node: {
      node_id,
      stage_kind_id,
      plane,
      display_name,
      running_status_marker,
      allowed_result_classes_by_outcome,
      failure_outcome,
      artifacts,
      proposes,
      may_revise,
      recovery_role,
      closure_role,
      runner_name,
      model_name,
      thinking_level: null,
      timeout_seconds: 90,
    },
    resume_nodes: [],
    work: {
      family: 'cloth',
      id: 'cloth-blue',
      title: 'Blue cloth',
      root: 'cloth-blue',
      idea: null,
      file: 'work/cloth-blue.md',
    },
    closure: null,
    lineage: null,
    run: { visit: 1, stages: [] },
    failure: null,
    attempt: { attempt_id: 'q1-1', ordinal: 1, retry: null },
    families: { thread: THREAD },
    inherited: { thread: { root_cloth: 'cloth-blue' } },
    limits: {
      out_files_max: 200,
      out_size_bytes_max: 8_388_608,
      document_size_bytes_max: 1_048_576,
      proposals_max: 100,
    },
    ...more,
  };
}
