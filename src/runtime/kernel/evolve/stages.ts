import type {
  AttemptChange,
  AttemptEndChange,
  ResultChange,
  Retry,
  TokenUsage,
} from '../changes/changes.ts';
import { addCost } from '../changes/content.ts';
import { requestOf, runOfAttempt } from '../state/lookup.ts';
import { type Run, visitKey } from '../state/run.ts';
import type { StageRequest, State, Touched } from '../state/state.ts';
import { forgetSpend } from '../state/usage.ts';
import { lineageOf } from './items.ts';
import { countSkills } from './skill-uses.ts';
import { closeSpan, markShared } from './trees.ts';
import { countUsage } from './usage.ts';

export function attempt(state: State, change: AttemptChange): void {
  const { run, request } = requestOf(state, change.request);
  request.attempts += 1;
  request.live = {
    id: change.attempt,
    request: change.request,
    ordinal: change.ordinal,
    work_dir: change.work_dir,
    session: change.session,
    retry: change.retry,
    at: change.at,
    ...simulation(change.simulated),
    fenced: false,
    ...(change.tree === undefined ? {} : { tree: change.tree }),
  };
  markShared(state);
  markLineage(state, run.root, change.simulated);
}

/** What is not known is not said. */
function simulation(simulated: boolean | undefined): { simulated?: boolean } {
  return simulated === undefined ? {} : { simulated };
}

/** One scripted stage makes a lineage simulated, and nothing undoes that. */
function markLineage(state: State, root: string | null, simulated: boolean | undefined): void {
  if (root === null || simulated === undefined) return;
  const lineage = lineageOf(state, root);
  lineage.simulated = simulated || lineage.simulated === true;
  state.dirty_roots.add(root);
}

/** What an attempt without a result did to the work folder, while it is the live one. */
export function closeAttempt(state: State, change: AttemptEndChange, at: string): void {
  // One that is fenced has not ended yet, and one that never ran edited nothing.
  if (change.outcome === 'fenced' || change.outcome === 'void') return;
  const run = runOfAttempt(state, change.attempt);
  if (run?.request?.live != null) closeSpan(state, run, run.request.live, change, at);
}

export function endAttempt(state: State, change: AttemptEndChange, at: string): void {
  const run = runOfAttempt(state, change.attempt);
  if (run?.request?.live == null) return;
  const { request } = run;
  if (change.outcome === 'fenced') {
    run.request.live.fenced = true;
    return;
  }
  closeAttempt(state, change, at);
  const isPlayed = request.live?.simulated === true;
  const isUntold = UNTOLD.includes(change.outcome) && change.usage === null && !isPlayed;
  const ended = { usage: change.usage, isUntold, isPlayed };
  countUsage(state, run, { ...ended, at: change.completed_at ?? at });
  request.live = null;
  run.retire = run.retire?.to === 'again' ? null : run.retire;
  request.unspawned = change.outcome === 'void' ? request.unspawned + 1 : 0;
  if (change.outcome === 'lost') request.lost += 1;
  if (change.outcome === 'refused') refuse(request, change.kinds ?? []);
  // An attempt that never ran told nobody anything: what the one before it left still holds.
  if (change.outcome !== 'void') {
    request.retry = retryAfter(request, change, RETRY_KIND[change.outcome]);
    request.session = change.session;
  }
  spend(state, run.root, change.usage, change.duration_ms);
  askAnew(state, run);
}

const REQUEST = /^request-([0-9a-f]+)-\d+$/;

/** Forgets a request of another epoch that no attempt is live for. It was never answered: no visit. */
export function askAnew(state: State, run: Run): void {
  const { request } = run;
  const epoch = REQUEST.exec(request?.id ?? '')?.[1];
  if (request === null || request.live !== null || epoch === undefined) return;
  if (epoch === state.epoch) return;
  const key = visitKey(request.node, request.input_digest);
  const visit = run.met.get(key);
  if (visit !== undefined && visit.times > 1)
    run.met.set(key, { times: visit.times - 1, tree: null });
  else run.met.delete(key);
  forgetSpend(state.spends, 'request', request.id);
  run.request = null;
}

function refuse(request: StageRequest, kinds: readonly string[]): void {
  request.refused += 1;
  const refusals = { ...request.refusals };
  for (const kind of kinds) refusals[kind] = (refusals[kind] ?? 0) + 1;
  request.refusals = refusals;
}

function retryAfter(request: StageRequest, change: AttemptEndChange, kind: Retry['kind']) {
  if (change.retry === undefined) return { kind, errors: change.errors };
  return change.retry ?? request.retry;
}

/** A status shows no more of a stage's own words. */
const LAST_SUMMARY_LENGTH_MAX = 300;

const RETRY_KIND = { lost: 'lost', refused: 'contract', ended: 'operator' } as const;

export function result(state: State, change: ResultChange, at: string, touched: Touched): void {
  const { run, request } = requestOf(state, change.request);
  const report = change.artifacts[0];
  const simulated = simulation(request.live?.simulated);
  if (request.live !== null) closeSpan(state, run, request.live, change, at);
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
    ...simulated,
    seq: state.seq,
    route: null,
  });
  const isPlayed = request.live?.simulated === true;
  const isUntold = change.usage === null && !isPlayed;
  countUsage(state, run, { usage: change.usage, isUntold, isPlayed, at: change.completed_at });
  forgetSpend(state.spends, 'request', request.id);
  run.request = null;
  spend(state, run.root, change.usage, change.duration_ms);
  state.totals.stages += 1;
  countSkills(state, run.id, change);
  state.markers.set(run.plane, change.outcome);
  state.last_result = {
    node: run.node,
    summary: change.summary.slice(0, LAST_SUMMARY_LENGTH_MAX),
    outcome: change.outcome,
    run: run.id,
    request: change.request,
    failure_class: change.failure_class,
    ...simulated,
  };
  touched.results.push(change.request);
  touched.runs.set(run.id, { ...run, status: 'active' });
}

/**
 * Ends of an attempt that ran and may have used something. One that its provider refused, that never
 * ran or that an operator ended counts with what is known.
 */
const UNTOLD: readonly AttemptEndChange['outcome'][] = ['lost', 'refused'];

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
