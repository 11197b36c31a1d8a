import type { Run, StageRecord } from '../../kernel/index.ts';
import { replayRun } from '../../render/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** How often one piece of work is looked back at through its questions. */
const RUNS_MAX = 10;

/** Stages of the runs that this one goes on from, oldest first: those whose records are kept. */
export function resumedStages(follower: Follower, run: Run): StageRecord[] {
  const stages: StageRecord[] = [];
  let id = run.resumes;
  for (let runs = 0; id !== undefined && runs < RUNS_MAX; runs += 1) {
    const finished = follower.state.finished.get(id);
    const replayed =
      finished === undefined ? null : replayRun(finished, (seq) => follower.recordOrNull(seq));
    if (replayed === null) break;
    stages.unshift(...replayed.run.stages);
    id = replayed.run.resumes;
  }
  return stages;
}
