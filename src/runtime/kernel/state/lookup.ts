import type { Run, RunSubject, StageRequest } from './run.ts';
import type { Item, State } from './state.ts';

/** The work item that a run is about, where the state holds it. */
export function itemOfRun({ items }: Pick<State, 'items'>, run: RunSubject): Item | undefined {
  return run.kind === 'item' ? items.get(run.key) : undefined;
}

/** The run whose current request has this live attempt. */
export function runOfAttempt(state: State, attemptId: string): Run | undefined {
  for (const run of state.runs.values()) {
    if (run.request?.live?.id === attemptId) return run;
  }
  return undefined;
}

/** Its stage works by a version of the contract that is not the newest any more. */
export function isOutdated(state: State, run: Run): boolean {
  const newest = state.targets.get(run.root ?? '')?.contract?.version ?? 1;
  return run.request !== null && (run.request.contract ?? 1) < newest;
}

export function runOf(state: State, id: string): Run {
  const run = state.runs.get(id);
  if (run === undefined) throw new Error(`no active run ${id}`);
  return run;
}

export function requestOf(state: State, id: string): { run: Run; request: StageRequest } {
  for (const run of state.runs.values()) {
    if (run.request?.id === id) return { run, request: run.request };
  }
  throw new Error(`no open request ${id}`);
}
