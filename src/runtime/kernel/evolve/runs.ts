import { exhausted } from '../../errors/exhausted.ts';
import type { AnyRunChange, RequestChange, RouteChange, RunChange } from '../changes/changes.ts';
import { itemOfRun, runOf } from '../state/lookup.ts';
import {
  type Run,
  type RunStatus,
  type RunSubject,
  subjectIn,
  subjectOf,
  visitKey,
} from '../state/run.ts';
import type { State, Touched } from '../state/state.ts';
import { forgetSpend } from '../state/usage.ts';
import { lineageOf } from './items.ts';
import { attempt, endAttempt, result } from './stages.ts';

export function evolveRun(state: State, change: AnyRunChange, at: string, touched: Touched): void {
  switch (change.k) {
    case 'run@1':
      return start(state, change);
    case 'request@1':
      return request(state, change, at);
    case 'attempt@1':
      return attempt(state, change);
    case 'attempt-end@1':
      if (change.outcome !== 'fenced' && change.outcome !== 'void') state.quiet_at = at;
      return endAttempt(state, change, at);
    case 'result@1':
      state.quiet_at = at;
      return result(state, change, at, touched);
    case 'route@1':
      return route(state, change, at, touched);
    case 'retire@1':
      runOf(state, change.run).retire = { to: change.to, reason: change.reason };
      return;
    case 'count@1': {
      const key = counterKey(change.key, change.policy);
      state.counters.set(key, (state.counters.get(key) ?? 0) + 1);
      touched.counters = true;
      return;
    }
    default:
      return exhausted(change);
  }
}

/** Counters belong to a work item (or a closure target) and a policy; nothing is counted globally. */
export function counterKey(owner: string, policy: string): string {
  return `${owner}\u001f${policy}`;
}

/** What counters of a run are kept under. */
export function counterOwner(run: RunSubject): string {
  return run.kind === 'closure' ? `closure/${run.root}` : run.key;
}

function start(state: State, change: RunChange): void {
  state.runs_started += 1;
  state.runs.set(change.run, {
    id: change.run,
    plane: change.plane,
    started_at: change.at,
    first_seq: state.seq,
    node: change.node,
    since: change.at,
    failure_class: null,
    request: null,
    stages: [],
    met: new Map(),
    plan_id: change.plan_id,
    retire: null,
    notes: [],
    ...(change.resumes === undefined ? {} : { resumes: change.resumes }),
    ...subjectOf(change),
  });
  if (change.key !== null) state.resumes.delete(change.key);
}

function request(state: State, change: RequestChange, at: string): void {
  const run = runOf(state, change.run);
  state.requests_started += 1;
  run.request = {
    id: change.request,
    node: change.node,
    input_digest: change.input_digest,
    ...(change.contract === undefined ? {} : { contract: change.contract }),
    attempts: 0,
    refused: 0,
    lost: 0,
    unspawned: 0,
    retry: null,
    session: null,
    live: null,
  };
  run.since = at;
  const visit = visitKey(change.node, change.input_digest);
  run.met.set(visit, { times: (run.met.get(visit)?.times ?? 0) + 1, tree: change.tree });
  state.markers.set(run.plane, change.status);
  if (run.root !== null) {
    lineageOf(state, run.root).stages += 1;
    state.dirty_roots.add(run.root);
  }
  // A run that is replayed alone, for its trace, has no item beside it.
  const item = itemOfRun(state, run);
  if (item === undefined) return;
  item.stages += 1;
  state.dirty.add(item.key);
}

const ENDED: Readonly<Record<'idle' | 'handoff' | 'blocked', RunStatus>> = {
  idle: 'complete',
  handoff: 'handoff',
  blocked: 'blocked',
};

function route(state: State, change: RouteChange, at: string, touched: Touched): void {
  const run = runOf(state, change.run);
  const { k: _, run: __, request, ...facts } = change;
  const stage = run.stages.at(-1);
  if (request !== null && stage !== undefined) stage.route = facts;
  else run.notes.push(`${change.reason} -> ${change.node ?? change.terminal ?? change.action}`);
  run.failure_class = change.failure_class;
  if (run.request !== null) forgetSpend(state.spends, 'request', run.request.id);
  if (change.action === 'run_stage') {
    run.node = change.node ?? run.node;
    run.since = at;
    run.request = null;
    touched.runs.set(run.id, { ...run, status: 'active' });
    return;
  }
  end(state, run, ENDED[change.action], change, at, touched);
}

function end(
  state: State,
  run: Run,
  status: RunStatus,
  change: RouteChange,
  at: string,
  touched: Touched,
): void {
  state.runs.delete(run.id);
  forgetSpend(state.spends, 'run', run.id);
  state.finished.set(run.id, {
    id: run.id,
    plane: run.plane,
    status,
    stages: run.stages.length,
    started_at: run.started_at,
    completed_at: at,
    first_seq: run.first_seq,
    last_seq: state.seq,
    ...subjectIn(run),
  });
  state.dirty_runs.add(run.id);
  if (change.action === 'idle' || change.writes_status === null) state.markers.delete(run.plane);
  else state.markers.set(run.plane, change.writes_status);
  const prefix = counterKey(counterOwner(run), '');
  for (const key of state.counters.keys()) {
    if (!key.startsWith(prefix)) continue;
    state.counters.delete(key);
    touched.counters = true;
  }
  touched.runs.set(run.id, { ...run, status });
}
