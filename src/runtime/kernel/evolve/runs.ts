import type {
  AttemptChange,
  AttemptEndChange,
  CountChange,
  RequestChange,
  ResultChange,
  RetireChange,
  RouteChange,
  RunChange,
  TokenUsage,
} from '../changes/changes.ts';
import { addCost } from '../changes/content.ts';
import type { Run, RunStatus, StageRequest, State, Touched } from '../state/state.ts';
import { lineageOf } from './items.ts';

type RunChanges =
  | RunChange
  | RequestChange
  | AttemptChange
  | AttemptEndChange
  | ResultChange
  | RouteChange
  | CountChange
  | RetireChange;

export function evolveRun(state: State, change: RunChanges, at: string, touched: Touched): void {
  switch (change.k) {
    case 'run@1':
      return start(state, change);
    case 'request@1':
      return request(state, change, at);
    case 'attempt@1':
      return attempt(state, change);
    case 'attempt-end@1':
      return endAttempt(state, change);
    case 'result@1':
      return result(state, change, touched);
    case 'route@1':
      return route(state, change, at, touched);
    case 'retire@1':
      runOf(state, change.run).retire = { to: change.to, reason: change.reason };
      return;
    case 'count@1': {
      const key = counterKey(change.key, change.policy);
      state.counters.set(key, (state.counters.get(key) ?? 0) + 1);
      touched.counters = true;
    }
  }
}

/** Counters belong to a work item (or a closure target) and a policy; nothing is counted globally. */
export function counterKey(owner: string, policy: string): string {
  return `${owner}\u001f${policy}`;
}

/** What counters of a run are kept under. */
export function counterOwner(run: Pick<Run, 'key' | 'root'>): string {
  return run.key ?? `closure/${run.root ?? ''}`;
}

/** The run whose current request has this live attempt. */
export function runOfAttempt(state: State, attemptId: string): Run | undefined {
  for (const run of state.runs.values()) {
    if (run.request?.live?.id === attemptId) return run;
  }
  return undefined;
}

export function runOf(state: State, id: string): Run {
  const run = state.runs.get(id);
  if (run === undefined) throw new Error(`no active run ${id}`);
  return run;
}

function requestOf(state: State, id: string): { run: Run; request: StageRequest } {
  for (const run of state.runs.values()) {
    if (run.request?.id === id) return { run, request: run.request };
  }
  throw new Error(`no open request ${id}`);
}

function start(state: State, change: RunChange): void {
  state.runs_started += 1;
  state.runs.set(change.run, {
    id: change.run,
    plane: change.plane,
    key: change.key,
    root: change.root,
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
  });
}

function request(state: State, change: RequestChange, at: string): void {
  const run = runOf(state, change.run);
  state.requests_started += 1;
  run.request = {
    id: change.request,
    node: change.node,
    input_digest: change.input_digest,
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
  const item = run.key === null ? undefined : state.items.get(run.key);
  if (item === undefined) return;
  item.stages += 1;
  state.dirty.add(item.key);
}

export function visitKey(node: string, inputDigest: string): string {
  return `${node}\u001f${inputDigest}`;
}

function attempt(state: State, change: AttemptChange): void {
  const { request } = requestOf(state, change.request);
  request.attempts += 1;
  request.live = {
    id: change.attempt,
    request: change.request,
    ordinal: change.ordinal,
    work_dir: change.work_dir,
    session: change.session,
    retry: change.retry,
    at: change.at,
    fenced: false,
  };
}

function endAttempt(state: State, change: AttemptEndChange): void {
  const run = runOfAttempt(state, change.attempt);
  if (run?.request?.live == null) return;
  const { request } = run;
  if (change.outcome === 'fenced') {
    run.request.live.fenced = true;
    return;
  }
  request.live = null;
  run.retire = run.retire?.to === 'again' ? null : run.retire;
  request.unspawned = change.outcome === 'void' ? request.unspawned + 1 : 0;
  if (change.outcome === 'lost') request.lost += 1;
  if (change.outcome === 'refused') request.refused += 1;
  // An attempt that never ran told nobody anything: what the one before it left still holds.
  if (change.outcome !== 'void') {
    request.retry = { kind: RETRY_KIND[change.outcome], errors: change.errors };
    request.session = change.session;
  }
  spend(state, run.root, change.usage, change.duration_ms);
}

/** A status shows no more of a stage's own words. */
const LAST_SUMMARY_LENGTH_MAX = 300;

const RETRY_KIND = { lost: 'lost', refused: 'contract', ended: 'operator' } as const;

function result(state: State, change: ResultChange, touched: Touched): void {
  const { run } = requestOf(state, change.request);
  const report = change.artifacts[0];
  run.stages.push({
    request: change.request,
    attempt: change.attempt,
    node: run.node,
    outcome: change.outcome,
    result_class: change.result_class,
    failure_class: change.failure_class,
    summary: change.summary,
    usage: change.usage,
    started_at: change.started_at,
    completed_at: change.completed_at,
    duration_ms: change.duration_ms,
    exit_kind: change.exit_kind,
    artifacts: change.artifacts.map(({ artifact_id, file, published }) => ({
      artifact_id,
      file,
      published,
    })),
    evidence: change.evidence,
    report:
      report === undefined
        ? null
        : { sha256: report.document.sha256, artifact_id: report.artifact_id },
    session: change.session,
    seq: state.seq,
    route: null,
  });
  run.request = null;
  spend(state, run.root, change.usage, change.duration_ms);
  state.totals.stages += 1;
  state.markers.set(run.plane, change.outcome);
  state.last_result = {
    node: run.node,
    summary: change.summary.slice(0, LAST_SUMMARY_LENGTH_MAX),
    outcome: change.outcome,
    run: run.id,
    request: change.request,
    failure_class: change.failure_class,
  };
  touched.results.push(change.request);
  touched.runs.set(run.id, { ...run, status: 'active' });
}

/** Usage is counted where an attempt ends, once: the attempt is gone from state afterwards. */
function spend(state: State, root: string | null, usage: TokenUsage | null, wall_ms: number): void {
  const { totals } = state;
  const cost_usd = usage?.cost_usd;
  totals.wall_ms += wall_ms;
  totals.input_tokens += usage?.input_tokens ?? 0;
  totals.cached_input_tokens += usage?.cached_input_tokens ?? 0;
  totals.output_tokens += usage?.output_tokens ?? 0;
  totals.thinking_tokens += usage?.thinking_tokens ?? 0;
  totals.total_tokens += usage?.total_tokens ?? 0;
  if (cost_usd !== undefined) totals.cost_usd = addCost(totals.cost_usd ?? 0, cost_usd);
  if (root === null) return;
  const lineage = lineageOf(state, root);
  lineage.wall_ms += wall_ms;
  lineage.tokens += usage?.total_tokens ?? 0;
  state.dirty_roots.add(root);
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
  state.finished.set(run.id, {
    id: run.id,
    plane: run.plane,
    key: run.key,
    root: run.root,
    status,
    stages: run.stages.length,
    started_at: run.started_at,
    completed_at: at,
    first_seq: run.first_seq,
    last_seq: state.seq,
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
