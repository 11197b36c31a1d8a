import type { EarlierRun, EarlierStage, Edge, StageResult } from '../../earlier/index.ts';
import {
  attemptChange,
  type Change,
  type RecordedSubject,
  type ResultChange,
  type RouteAction,
  requestChange,
  resultChange,
  routeChange,
  runChange,
} from '../../kernel/index.ts';
import type { Hash } from '../../ports/index.ts';
import { headOf } from '../../text/cut.ts';
import { BACKUP } from '../../workspace/index.ts';

const SUMMARY_LENGTH_MAX = 2000;

/** What a run is about, and what is taken of it. */
export interface Course {
  readonly run: EarlierRun;
  readonly subject: RecordedSubject;
  readonly work_dir: string;
  /** Null: the run is over. Else the node at which it goes on. */
  readonly goes_on: string | null;
}

/** A run as the changes that would have been recorded of it. */
export function courseChanges(hash: Hash, course: Course): Change[] {
  const { run, goes_on } = course;
  const changes: Change[] = [startChange(course)];
  run.stages.forEach((stage, at) => {
    const next = run.stages[at + 1];
    changes.push(...stageChanges(hash, course, stage));
    changes.push(routeOf(run.id, stage, next?.result.node_id ?? goes_on));
  });
  return changes;
}

/** The same up to a last stage whose result nobody has followed yet. */
export function unfinishedCourse(hash: Hash, course: Course): Change[] {
  const { run } = course;
  const changes: Change[] = [startChange(course)];
  run.stages.forEach((stage, at) => {
    const next = run.stages[at + 1];
    if (next === undefined) changes.push(...dispatchChanges(course, stage.result));
    else {
      changes.push(...stageChanges(hash, course, stage));
      changes.push(routeOf(run.id, stage, next.result.node_id));
    }
  });
  return changes;
}

function startChange({ run, subject }: Course): Change {
  const [{ result }] = run.stages;
  return runChange({
    run: run.id,
    plane: result.plane,
    ...subject,
    node: result.node_id,
    plan_id: result.metadata.compiled_plan_id ?? '',
    at: result.started_at,
  });
}

function stageChanges(hash: Hash, course: Course, stage: EarlierStage): Change[] {
  return [...dispatchChanges(course, stage.result), takenResult(hash, stage)];
}

export function attemptOf({ metadata }: StageResult): string {
  return `${metadata.request_id}-1`;
}

function dispatchChanges({ run, work_dir }: Course, result: StageResult): Change[] {
  const request = result.metadata.request_id;
  const { node_id: node, started_at } = result;
  return [
    requestChange({
      request,
      run: run.id,
      node,
      input_digest: '',
      status: `${node.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_RUNNING`,
      tree: null,
    }),
    attemptChange({
      attempt: attemptOf(result),
      request,
      ordinal: 1,
      work_dir,
      session: null,
      retry: null,
      simulated: false,
      at: started_at,
    }),
  ];
}

/** What of a result does not depend on who decides what follows. */
export function endedFacts(hash: Hash, { result, evidence }: EarlierStage) {
  return {
    usage: result.token_usage === null ? null : usageOf(result.token_usage),
    started_at: result.started_at,
    completed_at: result.completed_at,
    duration_ms: Math.round(result.duration_seconds * 1000),
    exit_code: result.exit_code,
    exit_kind: result.metadata.raw_exit_kind,
    session: null,
    artifacts: [],
    evidence: evidence().map(({ path, kind, bytes }) => ({
      path: `${BACKUP}/${path}`,
      kind,
      sha256: hash.sha256(bytes),
      size_bytes: bytes.length,
    })),
  };
}

export function summaryOf({ notes }: StageResult): string {
  return headOf(notes.join('; '), SUMMARY_LENGTH_MAX);
}

function takenResult(hash: Hash, stage: EarlierStage): ResultChange {
  const { result } = stage;
  return resultChange({
    request: result.metadata.request_id,
    attempt: attemptOf(result),
    outcome: result.terminal_result,
    result_class: result.result_class,
    failure_class: result.metadata.failure_class,
    summary: summaryOf(result),
    normalization: result.metadata.normalization_source ?? 'imported',
    notes: [],
    ...endedFacts(hash, stage),
  });
}

function usageOf(usage: NonNullable<StageResult['token_usage']>) {
  const { input_tokens, cached_input_tokens, output_tokens, thinking_tokens, total_tokens } = usage;
  return { input_tokens, cached_input_tokens, output_tokens, thinking_tokens, total_tokens };
}

/** Where a run went: as it was recorded, else as the next stage shows, else as the result suggests. */
function routeOf(run: string, { result, edge }: EarlierStage, next: string | null): Change {
  const request = result.metadata.request_id;
  const reason = edge?.decision_reason ?? 'import';
  const failure_class = result.metadata.failure_class;
  if (next !== null)
    return routeChange(run, 'run_stage', reason, { request, node: next, failure_class });
  const terminal = edge?.terminal_state_id ?? null;
  return routeChange(run, endOf(result, edge), reason, { request, terminal, failure_class });
}

/** How the last stage of a run ended it. One that was cut off there ended it as blocked. */
export function endOf({ result_class, metadata }: StageResult, edge: Edge | null): RouteAction {
  if (edge !== null && edge.edge_kind !== 'run_stage') return edge.edge_kind;
  if (edge !== null) return 'blocked';
  const isJudgement = metadata.closure_target_root_spec_id !== null;
  if (result_class === 'escalate_planning') return 'handoff';
  if (result_class === 'followup_needed' && isJudgement) return 'handoff';
  return result_class === 'success' || result_class === 'no_op' ? 'idle' : 'blocked';
}
