import type { RunTrace, ShowView } from '../../runtime/api/index.ts';
import { aboutAnswer } from './about.ts';
import type { Level } from './report.ts';
import { clip } from './text.ts';

/** Rows of a page with room for all that is known of a stage. */
const WHOLE_ROWS_MIN = 20;

type Run = Extract<ShowView, { kind: 'run' }>;
type Stage = RunTrace['nodes'][number];

/** A run with its stages; where there is room, with all that is known of each. */
export function runPage({ about, trace, stages }: Run, { rows, text_bytes }: Level) {
  const told = new Map(stages.map((stage) => [stage.request, stage]));
  const isWhole = rows >= WHOLE_ROWS_MIN;
  return {
    ...aboutAnswer(about, text_bytes),
    run_id: trace.run_id,
    status: trace.status,
    plan_id: trace.compiled_plan_id ?? undefined,
    mode: trace.mode_id ?? undefined,
    request_kind: trace.request_kind ?? undefined,
    closure_root: trace.closure_target_root_spec_id ?? undefined,
    failure_class: trace.nodes.at(-1)?.failure_class ?? undefined,
    started_at: trace.started_at ?? undefined,
    completed_at: trace.completed_at ?? undefined,
    duration_seconds: trace.duration_seconds ?? undefined,
    tokens: tokensOf(trace),
    ...costOf(trace),
    run_dir: trace.run_dir,
    files: filesOf(trace.nodes.at(-1)),
    stages: trace.nodes.slice(-rows).map((node) => ({
      node: node.node_id,
      outcome: node.terminal_result,
      failure_class: node.failure_class ?? undefined,
      summary: clip(told.get(node.request_id)?.summary ?? '', text_bytes),
      ...(isWhole ? factsOf(node) : {}),
    })),
    stages_total: trace.nodes.length,
    artifacts: isWhole ? trace.nodes.slice(-rows).flatMap(artifactRows) : undefined,
    notes: trace.notes.slice(0, rows).map((note) => clip(note, text_bytes)),
  };
}

/** Paths are below `run_dir`, but for those that begin with the folder of the runtime. */
function artifactRows({ node_id, artifacts }: Stage) {
  return artifacts.map(({ kind, path }) => ({ node: node_id, kind, path }));
}

function factsOf(node: Stage) {
  return {
    plane: node.plane,
    stage_kind: node.stage_kind_id,
    result_class: node.result_class,
    runner: node.runner_name ?? undefined,
    model: node.model_name ?? undefined,
    thinking: node.thinking_level ?? undefined,
    started_at: node.started_at,
    completed_at: node.completed_at,
    seconds: node.duration_seconds,
    tokens: node.token_usage?.total_tokens ?? 'unknown',
    cost_usd: node.token_usage?.cost_usd,
    request: node.request_id,
  };
}

/** Of the stages whose harness said it; absent = none did. */
function tokensOf({ nodes }: RunTrace) {
  const known = nodes.flatMap(({ token_usage }) => token_usage ?? []);
  if (known.length === 0) return undefined;
  const sum = (kind: TokenKind) => known.reduce((total, one) => total + one[kind], 0);
  return Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, sum(kind)]));
}

const TOKEN_KINDS = [
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'thinking_tokens',
  'total_tokens',
] as const;
type TokenKind = (typeof TOKEN_KINDS)[number];

/** What is known, and of how many stages nothing is. */
function costOf({ nodes }: RunTrace) {
  const costs = nodes.flatMap(({ token_usage }) => token_usage?.cost_usd ?? []);
  if (costs.length === 0) return {};
  const sum = costs.reduce((total, cost) => total + cost, 0);
  const cost_usd = Math.round(sum * PER_USD) / PER_USD;
  return { cost_usd, stages_without_cost: nodes.length - costs.length || undefined };
}

const PER_USD = 1_000_000;

/** What its last stage left: its report, and what its harness printed. */
function filesOf(node: Stage | undefined) {
  const found = ['report', 'stdout', 'stderr'].flatMap((kind) => {
    const path = node?.artifacts.find((one) => one.kind === kind)?.path;
    return path === undefined ? [] : [[kind, path] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
