/**
 * What the files of a workspace of an earlier Millrace (release 0.16 to 0.21) say, as far as an import
 * needs it. Objects are loose, because each of those releases added fields; what is read of them is
 * checked all the same.
 */

import { z } from 'zod';
import { readTime, timeText } from '../documents/index.ts';
import { itemId, resultClass, token } from '../plan/index.ts';

/** Any time that those releases wrote, in UTC. */
export const time = z.string().transform((text, context) => {
  const read = readTime(text);
  if (read !== null) return timeText(read.ms);
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

const name = z.string().min(1).max(120);

export const lock = z.looseObject({
  workspace_root: z.string().default(''),
  owner_pid: z.int().min(1),
  owner_hostname: z.string().default(''),
  acquired_at: time.nullable().default(null),
});

const activeRun = z.looseObject({
  node_id: name,
  run_id: itemId,
  work_item_kind: name.nullable().default(null),
  work_item_id: itemId.nullable().default(null),
  closure_target_root_spec_id: itemId.nullable().default(null),
});

/** Whatever a release says of a lane; only whether it rests is read of it. */
const lane = z.looseObject({}).catch({});

export const SNAPSHOT_FILE = 'state/runtime_snapshot.json';

/** What releases with one run at a time say of it; later ones say it as well, of the foremost run. */
const foremost = {
  active_plane: name.nullable().default(null),
  active_node_id: name.nullable().default(null),
  active_run_id: itemId.nullable().default(null),
  active_work_item_kind: name.nullable().default(null),
  active_work_item_id: itemId.nullable().default(null),
};

const everyRun = z.looseObject({
  ...foremost,
  paused: z.boolean().default(false),
  pause_sources: z.array(z.string()).default([]),
  process_running: z.boolean().catch(false),
  stop_requested: z.boolean().catch(false),
  active_mode_id: z.string().nullable().catch(null),
  /** Plane -> run. */
  active_runs_by_plane: z.record(name, activeRun).default({}),
  /** Releases from 0.20 on pause lane by lane, too. */
  lanes_by_id: z.record(name, lane).default({}),
  last_stage_result_path: z.string().nullable().catch(null),
  updated_at: time.nullable().catch(null),
});
export const snapshot = everyRun.transform((state) => {
  const { active_plane: plane, active_node_id: node_id, active_run_id: run_id } = state;
  const isKnown = Object.keys(state.active_runs_by_plane).length > 0;
  if (isKnown || plane === null || node_id === null || run_id === null) return state;
  const { active_work_item_kind: work_item_kind, active_work_item_id: work_item_id } = state;
  const run = { node_id, run_id, work_item_kind, work_item_id, closure_target_root_spec_id: null };
  return { ...state, active_runs_by_plane: { [plane]: run } };
});
export type Snapshot = z.output<typeof snapshot>;

const blocker = z.looseObject({
  rule_id: z.string().default('unknown'),
  window: z.string().default('unknown'),
  observed: z.number().nullable().default(null),
  threshold: z.number().nullable().default(null),
});

export const governance = z.looseObject({
  paused_by_governance: z.boolean().default(false),
  auto_resume: z.boolean().default(true),
  next_auto_resume_at: time.nullable().default(null),
  active_blockers: z.array(blocker).default([]),
});

export const mail = z.looseObject({
  command: z.string(),
  issued_at: time.nullable().catch(null),
  payload: z.looseObject({}).catch({}),
});
export type Mail = z.output<typeof mail>;

/** Work as a command carries it: a document by its keys, or an idea as text. */
export const mailedDocument = z.looseObject({ document: z.looseObject({}) });
export const mailedIdea = z.looseObject({
  source_name: z.string().regex(/^[^/\\]{1,200}\.md$/),
  markdown: z.string(),
});

const tokens = z.int().min(0);

const usage = z.looseObject({
  input_tokens: tokens.default(0),
  cached_input_tokens: tokens.default(0),
  output_tokens: tokens.default(0),
  thinking_tokens: tokens.default(0),
  total_tokens: tokens,
});

const EXIT_KINDS = [
  'completed',
  'timeout',
  'runner_error',
  'provider_error',
  'interrupted',
] as const;

const metadata = z.looseObject({
  request_id: itemId.nullable().default(null),
  compiled_plan_id: z.string().nullable().default(null),
  closure_target_root_spec_id: itemId.nullable().default(null),
  normalization_source: z.string().nullable().default(null),
  failure_class: z.string().nullable().catch(null),
  raw_exit_kind: z.enum(EXIT_KINDS).catch('completed'),
});

export const stageResult = z.looseObject({
  kind: z.literal('stage_result'),
  run_id: itemId,
  plane: name,
  node_id: name,
  work_item_kind: name.nullable().default(null),
  work_item_id: itemId.nullable().default(null),
  terminal_result: token,
  result_class: resultClass,
  exit_code: z.int().nullable().catch(null),
  duration_seconds: z.number().min(0).catch(0),
  // A stage that is finished is not run again because of what it says besides.
  token_usage: usage.nullable().catch(null),
  notes: z.array(z.string()).catch([]),
  metadata: metadata.default(metadata.parse({})),
  started_at: time,
  completed_at: time,
});

/** With the id of its request, which some say by the name of their file alone. */
export type StageResult = z.output<typeof stageResult> & {
  readonly metadata: { readonly request_id: string };
};

const edge = z.looseObject({
  source_trace_node_id: z.string(),
  edge_kind: z.enum(['run_stage', 'idle', 'handoff', 'blocked']),
  target_node_id: z.string().nullable().default(null),
  terminal_state_id: z.string().nullable().default(null),
  decision_reason: z.string().nullable().default(null),
});
export type Edge = z.output<typeof edge>;

export const trace = z.looseObject({ edges: z.array(edge).default([]) });

/** What it had brought, as it was then. */
export const earlierManifest = z.looseObject({
  seed_package_version: z.string().min(1),
  entries: z.array(z.looseObject({ relative_path: z.string(), original_sha256: z.string() })),
});
export type EarlierManifest = z.output<typeof earlierManifest>;

export const counters = z.looseObject({
  entries: z.array(
    z.looseObject({
      work_item_kind: name,
      work_item_id: itemId,
    }),
  ),
});

/** Where a judging stage wrote its report, until somebody applied its result. */
export const JUDGE_REPORT = 'arbiter_report.md';

/** Where releases from 0.18.4 on say why work is blocked. */
export const BLOCKED_CAUSES = 'diagnostics/blocked';

export const blockedCause = z.looseObject({
  failure_class: z.string().nullable().default(null),
  terminal_result: z.string().nullable().default(null),
});

export const target = z.looseObject({
  root_spec_id: itemId,
  root_idea_id: itemId,
  closure_open: z.boolean(),
  opened_at: time,
  closed_at: time.nullable().default(null),
  last_arbiter_run_id: itemId.nullable().default(null),
  latest_verdict_path: z.string().nullable().default(null),
  latest_report_path: z.string().nullable().default(null),
});
export type Target = z.output<typeof target>;

export const ledgerRow = z.looseObject({ stage_result_path: z.string() });

export const requeueRow = z.looseObject({ at: time });
