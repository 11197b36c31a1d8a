import type { Limits, PlanNode } from '../../plan/index.ts';
import { pauseChange } from '../changes/build.ts';
import { attemptChange, requestChange } from '../changes/build-run.ts';
import type { Change } from '../changes/changes.ts';
import { lineageOf } from '../evolve/items.ts';
import { grantedBeyond } from '../evolve/questions.ts';
import { KEEPER_PAUSE } from '../evolve/workspace.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { limitQuestion } from '../questions/runtime-questions.ts';
import { blockRun, follow } from '../results/outcome.ts';
import { failureClass, route } from '../results/routing.ts';
import { itemOfRun } from '../state/lookup.ts';
import { visitKey } from '../state/run.ts';
import type { Item, Run, StageRequest, State } from '../state/state.ts';
import { reachedLimit } from './limits.ts';

/** Attempts in a row whose keeper never ran before dispatch pauses. */
export const UNSPAWNED_ATTEMPTS_MAX = 5;
/** The limit of one item. */
const ATTEMPTS = 'attempts_per_item';
/** How long dispatch rests then. */
export const KEEPER_PAUSE_MS = 60_000;

export interface Ask {
  /** The work tree's digest; absent until it was asked for, null when it cannot be told. */
  readonly tree?: string | null;
  /** Only what follows by itself; nothing is claimed or dispatched. */
  readonly settle_only?: boolean;
  /** Runs go on, and none begins. */
  readonly no_claims?: boolean;
}

/** The next attempt of a run that has none alive, or what happens instead of one. */
export function dispatch(
  facts: DecisionContext,
  state: State,
  run: Run,
  answer: Ask,
): Decision | 'tree_wanted' | null {
  const fence =
    run.root === null ? null : lineageFence(facts.index.plan.limits, state, run, run.root);
  if (fence !== null) return fence === 'held' ? null : fence;
  if (run.request !== null) return again(facts, run, run.request);
  const item = itemOfRun(state, run);
  if (item !== undefined && item.stages >= attemptsAllowed(facts, state, item)) {
    return blockRun(facts, state, run, ATTEMPTS, 'attempts_exhausted');
  }
  const input = inputDigest(facts, state, run);
  const visit = run.met.get(visitKey(run.node, input));
  if (visit !== undefined && answer.tree === undefined) return 'tree_wanted';
  const tree = answer.tree ?? null;
  if (tree !== null && visit?.tree === tree) return escalate(facts, state, run);
  const version = state.targets.get(run.root ?? '')?.contract?.version ?? 1;
  return first(facts, state, run, { input, tree, version });
}

function attemptsAllowed(facts: DecisionContext, state: State, { root, key }: Item): number {
  const { attempts_per_item } = facts.index.plan.limits;
  if (root === null) return attempts_per_item;
  return attempts_per_item + grantedBeyond(lineageOf(state, root), ATTEMPTS, key);
}

function lineageFence(
  limits: Limits,
  state: State,
  run: Run,
  root: string,
): Decision | 'held' | null {
  const lineage = lineageOf(state, root);
  if (lineage.held !== null) return 'held';
  const limit = reachedLimit(limits, lineage);
  if (limit === null) return null;
  return {
    changes: [
      { k: 'hold@1', root, limit },
      ...limitQuestion(
        state,
        { nth: 1, root, key: null, run: run.id, node: run.node },
        limit,
        limits[limit],
      ),
    ],
    cause: { input: 'tick', rule: `limit:${limit}` },
  };
}

function first(
  facts: DecisionContext,
  state: State,
  run: Run,
  { input, tree, version }: { input: string; tree: string | null; version: number },
): Decision {
  const node = facts.index.node(run.plane, run.node);
  const ordinal = String(state.requests_started + 1).padStart(6, '0');
  const request = `request-${state.epoch}-${ordinal}`;
  const changes: Change[] = [
    requestChange({
      request,
      run: run.id,
      node: run.node,
      input_digest: input,
      status: node.running_status_marker,
      tree,
      ...(version > 1 ? { contract: version } : {}),
    }),
    attempt(facts, run, request, 1, null, null),
  ];
  return { changes, cause: { input: 'tick', rule: `dispatch:${run.node}` } };
}

function again(facts: DecisionContext, run: Run, request: StageRequest): Decision {
  if (request.unspawned >= UNSPAWNED_ATTEMPTS_MAX) return keeperPause(facts);
  const ordinal = request.attempts + 1;
  return {
    changes: [attempt(facts, run, request.id, ordinal, request.session, request.retry)],
    cause: { input: 'tick', rule: `retry:${request.retry?.kind ?? 'void'}:${run.node}` },
  };
}

function keeperPause(facts: DecisionContext): Decision {
  const until = new Date(Date.parse(facts.now) + KEEPER_PAUSE_MS).toISOString();
  const reason = `the stage keeper could not be started ${UNSPAWNED_ATTEMPTS_MAX} times in a row`;
  return {
    changes: [pauseChange(KEEPER_PAUSE, reason, until)],
    cause: { input: 'tick', rule: KEEPER_PAUSE },
  };
}

function attempt(
  facts: DecisionContext,
  run: Run,
  request: string,
  ordinal: number,
  session: string | null,
  retry: StageRequest['retry'],
): Change {
  return attemptChange({
    attempt: `${request}-${ordinal}`,
    request,
    ordinal,
    work_dir: facts.work_dir,
    session,
    retry,
    simulated: facts.index.isScripted(run.plane, run.node),
    at: facts.now,
  });
}

/**
 * What the stage gets to see, apart from the words of earlier reports, which differ each time
 * without meaning progress.
 */
function inputDigest(facts: DecisionContext, state: State, run: Run): string {
  const item = itemOfRun(state, run);
  const lineage = run.root === null ? undefined : state.lineages.get(run.root);
  const seen =
    item === undefined
      ? [run.root, lineage?.finished ?? 0]
      : [item.key, item.digest, run.failure_class];
  const decided = lineage?.decisions?.length ?? 0;
  return facts.hash.sha256(JSON.stringify(decided === 0 ? seen : [...seen, decided])).slice(0, 16);
}

/** The same node met the same item, input and work tree again: going on would repeat what happened. */
function escalate(facts: DecisionContext, state: State, run: Run): Decision {
  const node: PlanNode = facts.index.node(run.plane, run.node);
  const next = route(facts.index, state, run, node.failure_outcome, { resume: {} });
  const reason = `no_progress:${next.reason}`;
  return follow(facts, state, run, {
    route: { ...next, reason },
    request: null,
    outcome: node.failure_outcome,
    failure_class: failureClass('no_progress'),
    summary: `${run.node} met the same input and the same work tree again`,
    evidence: [],
    symptoms: [],
    spawned: [],
    asked: 0,
  });
}
