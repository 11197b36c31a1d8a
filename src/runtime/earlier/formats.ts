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

const lane = z.looseObject({ paused: z.boolean().default(false) });

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
  process_running: z.boolean().default(false),
  /** Plane -> run. */
  active_runs_by_plane: z.record(name, activeRun).default({}),
  /** Releases from 0.20 on pause lane by lane, too. */
  lanes_by_id: z.record(name, lane).default({}),
  last_stage_result_path: z.string().nullable().default(null),
  updated_at: time.nullable().default(null),
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
  issued_at: time,
  issuer: z.string().default('operator'),
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
  request_id: itemId,
  compiled_plan_id: z.string().nullable().default(null),
  closure_target_root_spec_id: itemId.nullable().default(null),
  normalization_source: z.string().nullable().default(null),
  failure_class: z.string().nullable().default(null),
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
  exit_code: z.int().nullable().default(null),
  duration_seconds: z.number().min(0).default(0),
  token_usage: usage.nullable().default(null),
  notes: z.array(z.string()).default([]),
  metadata,
  started_at: time,
  completed_at: time,
});
export type StageResult = z.output<typeof stageResult>;

const edge = z.looseObject({
  source_trace_node_id: z.string(),
  edge_kind: z.enum(['run_stage', 'idle', 'handoff', 'blocked']),
  target_node_id: z.string().nullable().default(null),
  terminal_state_id: z.string().nullable().default(null),
  decision_reason: z.string().nullable().default(null),
});
export type Edge = z.output<typeof edge>;

export const trace = z.looseObject({ edges: z.array(edge).default([]) });

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
