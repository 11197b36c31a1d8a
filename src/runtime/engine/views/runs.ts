import type { RunTrace, RunView } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import {
  closureRoot,
  type FinishedRun,
  type PlanIndex,
  type StageRecord,
  type State,
  workKey,
} from '../../kernel/index.ts';
import { replayRun, type TracedRun, traceOf } from '../../render/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** The newest runs first, active ones before finished ones. */
export function runsOf(state: State, limit: number): RunView[] {
  const views: RunView[] = [...state.runs.values()].reverse().map((run) => ({
    run_id: run.id,
    status: 'active',
    plane: run.plane,
    work: workKey(run),
    closure_root: closureRoot(run),
    stages: run.stages.length,
    started_at: run.started_at,
    completed_at: null,
  }));
  const ids = [...state.finished.keys()];
  for (let i = ids.length - 1; i >= 0 && views.length < limit; i -= 1) {
    const run = state.finished.get(ids[i] ?? '');
    if (run === undefined) continue;
    views.push({
      run_id: run.id,
      status: run.status,
      plane: run.plane,
      work: workKey(run),
      closure_root: closureRoot(run),
      stages: run.stages,
      started_at: run.started_at,
      completed_at: run.completed_at,
    });
  }
  return views.slice(0, limit);
}

/** The whole run, from state while it is active, else replayed from its own records. */
export function traceOfRun(follower: Follower, runId: string): RunTrace {
  const { index, state } = follower;
  if (index === null) throw unknownRun(runId);
  const active = state.runs.get(runId);
  if (active !== undefined) return fullTrace({ ...active, status: 'active' }, index);
  const finished = state.finished.get(runId);
  if (finished === undefined) throw unknownRun(runId);
  const replayed = replayRun(finished, (seq) => follower.recordOrNull(seq));
  return replayed === null ? remainderOf(finished, index) : fullTrace(replayed.run, index);
}

/** The finished stages of a run; none when their records are not kept any more. */
export function stageRecords(follower: Follower, id: string): readonly StageRecord[] {
  const { state } = follower;
  const active = state.runs.get(id);
  if (active !== undefined) return active.stages;
  const finished = state.finished.get(id);
  if (finished === undefined) return [];
  return replayRun(finished, (seq) => follower.recordOrNull(seq))?.run.stages ?? [];
}

/** With what the file lacks, which has what release 0.18.0 has. */
function fullTrace(run: TracedRun, index: PlanIndex): RunTrace {
  return { ...traceOf(run, index), simulated: isPlayed(run, index) };
}

/** Whether a script played a stage of the run; where that is not recorded, as the plan would. */
function isPlayed({ stages, request }: TracedRun, { plan }: PlanIndex): boolean {
  const ran = [...stages, ...(request?.live == null ? [] : [request.live])];
  if (ran.length === 0) return plan.simulated;
  return ran.some((stage) => stage.simulated ?? plan.simulated);
}

/** The run itself is known for ever; its stages are in records that storage may have let go. */
function remainderOf(finished: FinishedRun, index: PlanIndex): RunTrace {
  const { id, started_at, completed_at, stages } = finished;
  const empty = { failure_class: null, request: null, retire: null, stages: [], notes: [] };
  const run = {
    ...finished,
    ...empty,
    node: '',
    since: started_at,
    met: new Map(),
    plan_id: '',
  };
  const seconds = Math.max(
    0,
    Math.round((Date.parse(completed_at) - Date.parse(started_at)) / 1000),
  );
  return {
    ...traceOf(run, index),
    compiled_plan_id: null,
    mode_id: null,
    completed_at,
    duration_seconds: seconds,
    notes: [`The records of the ${stages} stages of ${id} are not kept any more; gc thinned them.`],
  };
}

export function unknownRun(runId: string): MillraceError {
  return new MillraceError('run_not_found', {
    what: `There is no run ${/^[\w.-]{1,120}$/.test(runId) ? runId : 'of that name'}`,
    expected: 'the id of a run of this workspace',
    next: 'call status for the newest run, or leave run_id out',
  });
}
