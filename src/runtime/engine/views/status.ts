/**
 * Answers about a workspace, made from its state and its journal at one sequence number. A view
 * writes nothing, takes no lock, and names a bounded number of things whatever the size of the
 * workspace.
 */

import type {
  ActiveStage,
  ActiveStageView,
  AttemptLife,
  LineageView,
  LoopView,
  Refused,
  ReloadView,
  StatusView,
  WorkRef,
} from '../../api/index.ts';
import {
  closureRoot,
  type DecisionContext,
  isSimulated,
  itemOfRun,
  type PlanIndex,
  type Run,
  type State,
} from '../../kernel/index.ts';
import { aboutRun, type Known, lineageView } from './about.ts';
import { blockersOf } from './blockers.ts';
import { closureStatus } from './closure-status.ts';
import { conditionOf, outlookOf } from './outlook.ts';

/** How many roots and problems a status names. */
const NAMED_MAX = 5;

export interface PlanState {
  readonly currentness: StatusView['currentness'];
  readonly problems: readonly string[];
  /** Of the candidate, while no plan is adopted. */
  readonly simulated: boolean;
  /** Why the next piece of work would be refused under it. */
  readonly refused: Refused | null;
  readonly reload: ReloadView | null;
}

export interface StatusInput {
  /** Null before the first plan is adopted. */
  readonly facts: DecisionContext | null;
  readonly state: State;
  readonly plan: PlanState;
  readonly governance: StatusView['governance'];
  readonly loop: LoopView;
  readonly lifeOf: (attempt: string) => AttemptLife;
  readonly notStartable: () => Refused | null;
  /** What its user has to do before anything is started; null = nothing. */
  readonly untrusted: () => string | null;
}

/** What a workspace is doing and what keeps it, at one sequence number. */
export function statusOf(input: StatusInput): StatusView {
  const { facts, state, plan, loop } = input;
  const index = facts?.index ?? null;
  const known = facts === null ? null : { index: facts.index, state, now: facts.now };
  const active = known === null ? [] : activeStages(known, input.lifeOf);
  const found = known === null ? { shown: [], total: 0 } : blockersOf(known);
  const { refused } = plan;
  const blockers = refused === null ? found.shown : [refused, ...found.shown];
  const outlook = outlookOf({ ...input, active, blockers, refused });
  const isNew = outlook.kind === 'trust' || (outlook.kind === 'refused' && refused === null);
  return {
    seq: state.seq,
    mode_id: index?.plan.mode_id ?? null,
    simulated: index === null ? plan.simulated : isSimulated(state, index),
    plan_id: state.plan_id,
    currentness: plan.currentness,
    condition: conditionOf(outlook),
    outlook,
    blockers: isNew ? [outlook, ...blockers] : blockers,
    blockers_total: found.total + (isNew || refused !== null ? 1 : 0),
    active,
    specs: known === null ? [] : specsOf(known),
    queues: Object.fromEntries([...state.depth].map(([family, depth]) => [family, { ...depth }])),
    closed_roots: closedRoots(state),
    closure: known === null ? null : closureStatus(known),
    last: known === null ? null : last(known),
    pauses: [...state.pauses].map(([source, pause]) => ({ source, ...pause })),
    problems: plan.problems.slice(0, NAMED_MAX),
    reload: plan.reload,
    totals: totalsOf(state),
    governance: input.governance,
    loop,
  };
}

function activeStages(known: Known, lifeOf: StatusInput['lifeOf']): ActiveStageView[] {
  return [...known.state.runs.values()].map((run) => {
    const attempt = run.request?.live?.id ?? null;
    return {
      ...stageOf(known.index, known.state, run),
      about: aboutRun(known, run),
      life: attempt === null ? null : lifeOf(attempt),
    };
  });
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

function specsOf(known: Known): LineageView[] {
  const { open_targets, targets } = known.state;
  const last = [...targets.keys()].at(-1);
  const roots = open_targets.size > 0 || last === undefined ? [...open_targets] : [last];
  return roots.slice(0, NAMED_MAX).map((root) => lineageView(known, root));
}

function closedRoots({ targets }: State): number {
  let closed = 0;
  for (const { closed_at, withdrawn } of targets.values()) {
    if (closed_at !== null && withdrawn !== true) closed += 1;
  }
  return closed;
}

function last(known: Known): StatusView['last'] {
  const { state } = known;
  if (state.last_result === null) return null;
  const { outcome, run: run_id, failure_class, node, summary } = state.last_result;
  const run = state.runs.get(run_id) ?? state.finished.get(run_id);
  if (run === undefined) return null;
  return { node, outcome, failure_class, summary, run_id, about: aboutRun(known, run) };
}

/** A workspace in which no harness ever said what it spent does not know it. */
function totalsOf({ totals }: State): StatusView['totals'] {
  return {
    stages: totals.stages,
    total_tokens: totals.total_tokens === 0 ? null : totals.total_tokens,
    cost_usd: totals.cost_usd,
    unpriced: totals.unpriced,
    wall_minutes: Math.round(totals.wall_ms / 6000) / 10,
  };
}
