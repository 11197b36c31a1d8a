import type { ResultChange } from '../kernel/changes/changes.ts';
import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { State } from '../kernel/state/state.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { filedUnder, identityOf, nodeOf } from './identity.ts';
import { rubricFile, stageResultFile, verdictFile } from './paths.ts';
import { jsonText, seconds } from './text.ts';
import type { TracedRun } from './trace.ts';
import { withoutCost } from './usage.ts';

export interface Rendered {
  readonly state: State;
  readonly index: PlanIndex;
  /** Absolute path of the runtime folder. */
  readonly root: string;
}

/**
 * `stage_results/<request>.json`: the accepted result of a request as the envelope of release
 * 0.18.0, whose tools open the files that it names from anywhere: their paths are absolute.
 */
export function stageResultText(
  change: ResultChange,
  run: TracedRun,
  { state, index, root }: Rendered,
): string {
  const absolute = (path: string) => `${root}/${path}`;
  const nodeId = run.stages.find((stage) => stage.request === change.request)?.node ?? run.node;
  const node = nodeOf(index, run.plane, nodeId);
  const published = change.artifacts.flatMap((one) => one.published ?? []);
  const marker = `### ${change.outcome}`;
  return jsonText({
    schema_version: SCHEMA_VERSION,
    kind: 'stage_result',
    run_id: run.id,
    plane: run.plane,
    stage: node?.stage_kind_id ?? nodeId,
    node_id: nodeId,
    stage_kind_id: node?.stage_kind_id ?? nodeId,
    ...filedUnder(run, state),
    terminal_result: change.outcome,
    result_class: change.result_class,
    summary_status_marker: marker,
    success: change.result_class === 'success',
    retryable: change.result_class === 'recoverable_failure',
    exit_code: change.exit_code,
    duration_seconds: seconds(change.duration_ms),
    prompt_artifact: evidencePath(change, 'prompt', absolute),
    report_artifact: reportPath(published, absolute),
    artifact_paths: [...published, ...change.evidence.map((one) => one.path)].map(absolute),
    detected_marker: isFailure(change) ? null : marker,
    stdout_path: evidencePath(change, 'stdout', absolute),
    stderr_path: evidencePath(change, 'stderr', absolute),
    runner_name: node?.runner_name ?? null,
    model_name: node?.model_name ?? null,
    thinking_level: node?.thinking_level ?? null,
    model_reasoning_effort: node?.model_reasoning_effort ?? null,
    token_usage: withoutCost(change.usage),
    notes: change.notes,
    metadata: {
      request_id: change.request,
      attempt_id: change.attempt,
      request_kind: identityOf(run, index).request_kind,
      mode_id: index.plan.mode_id,
      compiled_plan_id: run.plan_id,
      ...closureFacts(run, state, published),
      thinking_level: node?.thinking_level ?? null,
      model_reasoning_effort: node?.model_reasoning_effort ?? null,
      normalization_source: change.normalization,
      failure_class: change.failure_class,
      valid_terminal_result: !isFailure(change),
      raw_exit_kind: change.exit_kind,
      raw_exit_code: change.exit_code,
      stage_result_path: workspacePath(stageResultFile(run.id, change.request)),
      summary: change.summary,
      cost_usd: change.usage?.cost_usd,
    },
    started_at: change.started_at,
    completed_at: change.completed_at,
  });
}

function isFailure(change: ResultChange): boolean {
  return change.normalization === 'failure';
}

function evidencePath(
  change: ResultChange,
  kind: string,
  shown: (path: string) => string,
): string | null {
  const found = change.evidence.find((one) => one.kind === kind);
  return found === undefined ? null : shown(found.path);
}

function closureFacts(run: TracedRun, state: State, published: readonly string[]): object {
  if (run.kind === 'item') return {};
  return {
    closure_target_root_spec_id: run.root,
    closure_target_root_idea_id: state.targets.get(run.root)?.idea ?? null,
    preferred_rubric_path: workspacePath(rubricFile(run.root)),
    preferred_verdict_path: workspacePath(verdictFile(run.root)),
    preferred_report_path: reportPath(published, workspacePath),
  };
}

/** A stage kind names its report last among its markdown artifacts. */
function reportPath(published: readonly string[], shown: (path: string) => string): string | null {
  const report = published.findLast((path) => path.endsWith('.md'));
  return report === undefined ? null : shown(report);
}
