/**
 * Answers about a workspace, made from its state and its journal at one sequence number. A view
 * writes nothing, takes no lock, and names a bounded number of things whatever the size of the
 * workspace.
 */

import type { ActiveStage, LoopView, StatusView, WorkRef } from '../../api/index.ts';
import {
  actionableTarget,
  closureRoot,
  type DecisionContext,
  isSimulated,
  itemOfRun,
  next,
  type OpenQuestion,
  type PlanIndex,
  RUNNER_PAUSE,
  type Run,
  type State,
  waitsFor,
} from '../../kernel/index.ts';
import { TRUST_COMMAND } from './trust-command.ts';
import { waitingOf } from './waiting.ts';

/** How many roots, problems and pauses a status names. */
const NAMED_MAX = 5;

export interface PlanState {
  readonly currentness: StatusView['currentness'];
  readonly problems: readonly string[];
  /** Of the candidate, while no plan is adopted. */
  readonly simulated: boolean;
}

export interface PlanStanding extends PlanState {
  /** What its user has to do before anything is started; null = nothing. Asked when something would be. */
  readonly untrusted: () => string | null;
}

/**
 * What a workspace is doing and what to do next, at one sequence number. Pure: everything comes
 * from state.
 */
export function statusOf(
  facts: DecisionContext | null,
  state: State,
  plan: PlanStanding,
  loop: LoopView,
): StatusView {
  const index = facts?.index ?? null;
  const waiting = index === null ? { shown: [], total: 0 } : waitingOf(index, state);
  const would_start = facts !== null && next(facts, state) !== null;
  const untrusted = would_start ? plan.untrusted() : null;
  const held = untrusted === null ? [] : [TRUST_WAIT];
  const active =
    index === null ? [] : [...state.runs.values()].map((run) => stageOf(index, state, run));
  const view = {
    seq: state.seq,
    mode_id: index?.plan.mode_id ?? null,
    simulated: index === null ? plan.simulated : isSimulated(state, index),
    plan_id: state.plan_id,
    currentness: plan.currentness,
    active,
    queues: queues(state),
    closure: index === null ? null : closure(index, state),
    closed_roots: closedRoots(state),
    last: last(state),
    waiting: [...held, ...waiting.shown],
    waiting_total: held.length + waiting.total,
    pauses: [...state.pauses].map(([source, pause]) => ({ source, ...pause })),
    problems: plan.problems.slice(0, NAMED_MAX),
    totals: {
      stages: state.totals.stages,
      total_tokens: state.totals.total_tokens,
      cost_usd: state.totals.cost_usd,
      wall_minutes: Math.round(state.totals.wall_ms / 6000) / 10,
    },
    loop,
  };
  const outcome = outlook(facts, state, view, { would_start, untrusted });
  const lacks = loop.should_run && !loop.running && untrusted === null;
  return { ...view, ...outcome, next: lacks ? missing(outcome.next) : outcome.next };
}

const TRUST_WAIT = { reason: 'trust', work: 'every stage', on: TRUST_COMMAND } as const;

/** A loop was asked for, and a reboot or a kill took it. */
function missing(next: string): string {
  return `The loop should run and does not: call run_start to go on, or run_stop to leave it. ${next}`;
}

export function stageOf(index: PlanIndex, state: State, run: Run): ActiveStage {
  return {
    plane: run.plane,
    node: run.node,
    stage_kind: index.node(run.plane, run.node).stage_kind_id,
    run_id: run.id,
    request_id: run.request?.id ?? null,
    attempt_id: run.request?.live?.id ?? null,
    work: workOf(state, run),
    closure_root: closureRoot(run),
    since: run.since,
    phase: run.request?.live == null ? 'waiting' : 'running',
  };
}

/** The item that a run is about; null when it judges a closure. */
export function workOf(state: State, run: Run): WorkRef | null {
  const item = itemOfRun(state, run);
  return item === undefined ? null : { family: item.family, id: item.id, title: item.title };
}

function queues(state: State): StatusView['queues'] {
  return Object.fromEntries([...state.depth].map(([family, depth]) => [family, { ...depth }]));
}

function closure(index: PlanIndex, state: State): StatusView['closure'] {
  const actionable = actionableTarget(index, state);
  const last = [...state.targets.keys()].at(-1);
  const target = actionable ?? state.targets.get([...state.open_targets][0] ?? last ?? '');
  if (target === undefined) return null;
  const open = target.closed_at === null;
  return {
    root: target.root,
    open,
    open_work: state.lineages.get(target.root)?.open ?? 0,
    waits_for: open ? waitsFor(state, target) : null,
    last_verdict: target.last_action,
    deferred_roots: deferredRoots(index, state, target.root),
  };
}

/** Those that a verdict has closed. */
function closedRoots({ targets }: State): number {
  let closed = 0;
  for (const { closed_at, withdrawn } of targets.values()) {
    if (closed_at !== null && withdrawn !== true) closed += 1;
  }
  return closed;
}

function deferredRoots(index: PlanIndex, state: State, root: string): string[] {
  const roots: string[] = [];
  for (const family of Object.values(index.plan.families)) {
    if (family.closure.role !== 'root') continue;
    for (const item of state.claimable.get(family.family_id) ?? []) {
      if (item.root !== null && item.root !== root) roots.push(item.root);
      if (roots.length >= NAMED_MAX) return roots;
    }
  }
  return roots;
}

function last(state: State): StatusView['last'] {
  if (state.last_result === null) return null;
  const { outcome, run, failure_class, node, summary } = state.last_result;
  return { node, outcome, failure_class, summary, run_id: run };
}

type Facets = Omit<StatusView, 'condition' | 'next'>;

/**
 * One word for the condition and one sentence for the next truthful action; the first rule that
 * holds wins.
 */
function outlook(
  facts: DecisionContext | null,
  state: State,
  view: Facets,
  { would_start, untrusted }: { would_start: boolean; untrusted: string | null },
) {
  if (facts === null) return withoutPlan(view);
  const running = view.active.find((stage) => stage.phase === 'running');
  if (running !== undefined) {
    return {
      condition: 'working',
      next: `Call ${follow(view)}: it waits for ${running.node} (attempt ${running.attempt_id}).`,
    };
  }
  const pause = view.pauses[0];
  if (pause !== undefined && !(pause.until !== null && pause.until <= facts.now)) {
    const until =
      pause.source === RUNNER_PAUSE && !view.loop.running
        ? ''
        : pause.until === null
          ? ' Call resume to go on.'
          : ` It lifts at ${pause.until}; call ${follow(view)} then.`;
    return { condition: 'paused', next: `Paused by ${pause.source}: ${pause.reason}.${until}` };
  }
  if (untrusted !== null) return { condition: 'waiting', next: untrusted };
  if (would_start) {
    return { condition: 'ready', next: `Call ${follow(view)}: work is ready to run.` };
  }
  return idleOutlook(state, view);
}

/** A loop does the work by itself; a caller only follows it. */
function follow({ loop }: Facets): 'run_wait' | 'run_once' {
  return loop.running ? 'run_wait' : 'run_once';
}

/** Before the first plan is adopted: the first document or tick adopts it, unless it does not compile. */
function withoutPlan(view: Facets) {
  if (view.problems.length === 0) {
    return { condition: 'idle', next: 'Nothing to do yet. Call enqueue_spec to hand over work.' };
  }
  return {
    condition: 'refused',
    next: 'The plan does not compile. Call compile_validate and mend every error it names.',
  };
}

/** Its words are a stage's own: they are quoted. */
function askedNext({ id, key, root, node, question, options, needs_person }: OpenQuestion): string {
  const choice = options.map((option, at) => `${at + 1}. ${option}`).join('; ');
  const who = needs_person ? 'A person answers it in a terminal' : 'Answer it';
  return `${node} asks about ${key ?? root}: "${question}" ${choice}. ${who}: answer ${id}.`;
}

function idleOutlook(state: State, view: Facets) {
  const first = view.waiting[0];
  const [asked] = [...state.questions.values()].filter((one) => one.holds);
  if (asked !== undefined) return { condition: 'waiting', next: askedNext(asked) };
  const blocked = [...state.depth.values()].some((depth) => depth.blocked > 0);
  if (state.held_roots.size > 0) {
    return {
      condition: 'held',
      next:
        `A lineage reached ${view.waiting.find((one) => one.reason === 'lineage_held')?.on}. ` +
        `Raise it in millrace.toml, then call run_once.`,
    };
  }
  if (blocked || view.closure?.last_verdict === 'blocked') {
    const run = view.last === null ? '' : ` for run ${view.last.run_id}`;
    return {
      condition: 'blocked',
      next:
        `Work is blocked and needs a decision. Call runs_trace${run} to see why; ` +
        `call retry_blocked for an item whose cause is mended, or hand over a corrected document ` +
        `with enqueue_spec.`,
    };
  }
  if (first !== undefined) {
    return { condition: 'waiting', next: `${first.work} waits: ${first.reason} ${first.on}.` };
  }
  return { condition: 'idle', next: 'Nothing to do. Call enqueue_spec to hand over work.' };
}
