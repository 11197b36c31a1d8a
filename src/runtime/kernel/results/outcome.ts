import { fillTemplate } from '../../documents/index.ts';
import type { Limits, TerminalState } from '../../plan/index.ts';
import { moveChange, noteChange, routeChange, targetVerdictChange } from '../changes/build.ts';
import { countChange } from '../changes/build-run.ts';
import type { Change, RouteAction, TargetVerdictChange } from '../changes/changes.ts';
import { lineageOf } from '../evolve/items.ts';
import { counterOwner } from '../evolve/runs.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { runNames } from '../facts/names.ts';
import { closureQuestion, limitQuestion } from '../questions/runtime-questions.ts';
import { isOutdated } from '../state/lookup.ts';
import { type ClosureRun, type ItemRun, type Run, workKey } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { handOff } from './handoff.ts';
import type { Move } from './move.ts';
import { handoffRefusal, remediationRefusal } from './refusals.ts';
import { failureClass } from './routing.ts';

/** Moves the run to its next node, or ends it the way its terminal state says. */
export function follow(facts: DecisionContext, state: State, run: Run, move: Move): Decision {
  const cause = { input: move.request === null ? 'tick' : 'result', rule: move.route.reason };
  const { terminal } = move.route;
  if (terminal === null) {
    return {
      changes: [...spentBy(run, move.route.spends), routeOf(run, move, 'run_stage', null)],
      cause,
    };
  }
  const end = facts.index.terminal(run.plane, terminal);
  const changes =
    run.kind === 'closure'
      ? endClosure(facts, state, run, move, end)
      : endItem(facts, state, run, move, end);
  return { changes, cause };
}

/** The budgets that entering a node takes from. */
function spentBy(run: Run, policies: readonly string[]): Change[] {
  return policies.map((policy) => countChange(counterOwner(run), policy));
}

/** Ends a run as blocked without a terminal state: the limit of its item was reached. */
export function blockRun(
  facts: DecisionContext,
  state: State,
  run: Run,
  limit: keyof Limits,
  failure_class: string,
): Decision {
  const reason = `limit:${limit}`;
  const changes = stopped(facts, state, run, {
    route: { node: null, terminal: null, spends: [], reason },
    request: null,
    outcome: facts.index.node(run.plane, run.node).failure_outcome,
    failure_class: failureClass(failure_class),
    summary: reason,
    evidence: [],
    symptoms: [],
    spawned: [],
    asked: 0,
  });
  return {
    changes: [...changes, ...asksForMore(facts, state, run, limit, 1)],
    cause: { input: 'tick', rule: reason },
  };
}

/** The stage cannot go on without an answer: its work lies blocked until there is one. */
export function waitForAnswer(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Omit<Move, 'route'>,
  questions: readonly string[],
): Decision {
  const reason = `question:${questions.join(',')}`;
  const route = { node: null, terminal: null, spends: [], reason };
  const changes = stopped(facts, state, run, { ...move, route });
  return { changes, cause: { input: 'result', rule: reason } };
}

function stopped(facts: DecisionContext, state: State, run: Run, move: Move): Change[] {
  const blocked =
    run.kind === 'closure'
      ? verdict(facts, state, run, move, 'blocked')
      : moveChange(run.key, 'blocked', move.route.reason);
  return [routeOf(run, move, 'blocked', move.outcome), blocked];
}

function endItem(
  facts: DecisionContext,
  state: State,
  run: ItemRun,
  move: Move,
  end: TerminalState,
): Change[] {
  const { terminal_state_id, writes_status } = end;
  if (isSuccess(end)) {
    const done = moveChange(run.key, 'done', terminal_state_id);
    return [done, routeOf(run, move, 'idle', writes_status)];
  }
  const blocked = moveChange(run.key, 'blocked', terminal_state_id);
  if (end.handoff === null) return [blocked, routeOf(run, move, 'blocked', writes_status)];
  const refusal = handoffRefusal(facts, state, run);
  if (refusal !== null) {
    const route = routeOf(run, withFailure(move, refusal), 'blocked', writes_status);
    const asked = asksForMore(facts, state, run, 'handoffs_per_lineage', move.asked + 1);
    return [blocked, route, ...asked];
  }
  const handoff = handOff(facts, state, run, move, end, end.handoff);
  return [...handoff.changes, blocked, routeOf(run, handoff.move, 'handoff', writes_status)];
}

function endClosure(
  facts: DecisionContext,
  state: State,
  run: ClosureRun,
  move: Move,
  end: TerminalState,
): Change[] {
  const { writes_status } = end;
  if (isOutdated(state, run)) {
    const outdated = noteChange('verdict_outdated', { root_spec_id: run.root, run_id: run.id });
    return [outdated, routeOf(run, move, 'idle', writes_status)];
  }
  if (isSuccess(end)) {
    const judged = hasOpenWork(facts, state, run.root, move)
      ? noteChange('closure_postponed', { root_spec_id: run.root, run_id: run.id })
      : verdict(facts, state, run, move, 'closed');
    return [judged, routeOf(run, move, 'idle', writes_status)];
  }
  const refusal = end.handoff === null ? null : remediationRefusal(facts, state, run);
  if (end.handoff === null || refusal !== null) {
    const last = refusal === null ? move : withFailure(move, refusal);
    const blocked = verdict(facts, state, run, last, 'blocked');
    const asked = refusal === null ? [] : closureQuestion(state, move.asked + 1, run, move.summary);
    return [blocked, routeOf(run, last, 'blocked', writes_status), ...asked];
  }
  const remediation = verdict(facts, state, run, move, 'remediation');
  const handoff = handOff(facts, state, run, move, end, end.handoff);
  return [remediation, ...handoff.changes, routeOf(run, handoff.move, 'handoff', writes_status)];
}

function isSuccess({ terminal_class }: TerminalState): boolean {
  return terminal_class === 'success' || terminal_class === 'no_op';
}

/**
 * Work that arrived while the target was judged, also with the judgement itself:
 * it is judged again after that.
 */
function hasOpenWork(facts: DecisionContext, state: State, root: string, move: Move): boolean {
  if (lineageOf(state, root).open > 0) return true;
  for (const one of state.unreadable.values()) {
    if (one.root === null || one.root === root) return true;
  }
  return move.spawned.some(({ kind }) => facts.index.family(kind).closure.role !== 'none');
}

/** Work of no lineage has nobody to ask. */
function asksForMore(
  facts: DecisionContext,
  state: State,
  run: Run,
  limit: keyof Limits,
  nth: number,
): Change[] {
  const { root } = run;
  if (root === null) return [];
  const about = { nth, root, key: workKey(run), run: run.id, node: run.node };
  return limitQuestion(state, about, limit, facts.index.plan.limits[limit]);
}

function withFailure(move: Move, failure_class: string): Move {
  return { ...move, failure_class };
}

function routeOf(run: Run, move: Move, action: RouteAction, writes_status: string | null): Change {
  const { request, failure_class, spawned } = move;
  const { node, terminal, reason, skipped } = move.route;
  const more = {
    ...{ request, node, terminal, writes_status, failure_class, spawned },
    ...(skipped === undefined ? {} : { skipped }),
  };
  return routeChange(run.id, action, reason, more);
}

/** Names the verdict (JSON) and the report (markdown) that its result published, if it did. */
function verdict(
  facts: DecisionContext,
  state: State,
  run: ClosureRun,
  move: Move,
  action: TargetVerdictChange['action'],
): TargetVerdictChange {
  const node = facts.index.node(run.plane, run.node);
  const names = runNames(facts, state, run);
  const published = (format: string): string | null => {
    const path = node.artifacts.findLast(
      (one) => one.format === format && one.publish_path !== null,
    )?.publish_path;
    if (path == null || move.request === null) return null;
    const file = fillTemplate(path, names);
    return move.evidence.includes(file) ? file : null;
  };
  return targetVerdictChange({
    root: run.root,
    run: run.id,
    action,
    failure_class: move.failure_class,
    at: facts.now,
    verdict_path: published('json'),
    report_path: published('markdown'),
  });
}
