import { documentFromTemplate, fillTemplate, type WorkDocument } from '../../documents/index.ts';
import type { Handoff, TerminalState } from '../../plan/index.ts';
import { moveChange, noteChange, routeChange, targetVerdictChange } from '../changes/build.ts';
import type { Change, RouteAction, RouteChange, TargetVerdictChange } from '../changes/changes.ts';
import { keyOf, lineageOf } from '../evolve/items.ts';
import { counterOwner } from '../evolve/runs.ts';
import type { Decision, DecisionContext, Route } from '../facts/decision.ts';
import { namesOf, runNames, viaOf } from '../facts/names.ts';
import { descendant } from '../proposals/admit.ts';
import { isOutdated } from '../state/lookup.ts';
import {
  type ClosureRun,
  type FinishedRun,
  type ItemRun,
  type Run,
  workKey,
} from '../state/run.ts';
import type { State } from '../state/state.ts';
import { failureClass } from './routing.ts';

/** What is known when a run moves on. */
export interface Move {
  readonly route: Route;
  /** Request whose result caused it, or null for a limit or the breaker. */
  readonly request: string | null;
  readonly outcome: string;
  readonly failure_class: string | null;
  readonly summary: string;
  readonly evidence: readonly string[];
  readonly symptoms: readonly string[];
  readonly spawned: RouteChange['spawned'];
}

/** Moves the run to its next node, or ends it the way its terminal state says. */
export function follow(facts: DecisionContext, state: State, run: Run, move: Move): Decision {
  const cause = { input: move.request === null ? 'tick' : 'result', rule: move.route.reason };
  const { terminal } = move.route;
  if (terminal === null) {
    const spends = move.route.spends.map(
      (policy): Change => ({ k: 'count@1', key: counterOwner(run), policy }),
    );
    return { changes: [...spends, routeOf(run, move, 'run_stage', null)], cause };
  }
  const end = facts.index.terminal(run.plane, terminal);
  const changes =
    run.kind === 'closure'
      ? endClosure(facts, state, run, move, end)
      : endItem(facts, state, run, move, end);
  return { changes, cause };
}

/** Ends a run as blocked without a terminal state: a fence was reached. */
export function blockRun(
  facts: DecisionContext,
  state: State,
  run: Run,
  reason: string,
  failure_class: string,
): Decision {
  const changes = stopped(facts, state, run, {
    route: { node: null, terminal: null, spends: [], reason },
    request: null,
    outcome: facts.index.node(run.plane, run.node).failure_outcome,
    failure_class: failureClass(failure_class),
    summary: reason,
    evidence: [],
    symptoms: [],
    spawned: [],
  });
  return { changes, cause: { input: 'tick', rule: reason } };
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
    return [blocked, routeOf(run, withFailure(move, refusal), 'blocked', writes_status)];
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
    return [blocked, routeOf(run, last, 'blocked', writes_status)];
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

/** Enough was handed off in this lineage: another time would only go round. */
function handoffRefusal(facts: DecisionContext, state: State, { root }: ItemRun): string | null {
  if (root === null) return null;
  const { handoffs_per_lineage } = facts.index.plan.limits;
  return lineageOf(state, root).handoffs >= handoffs_per_lineage ? 'handoffs_exhausted' : null;
}

/** A second remediation in a row without any work, or one too many, would only repeat itself. */
function remediationRefusal(facts: DecisionContext, state: State, run: ClosureRun): string | null {
  const { remediations_per_lineage } = facts.index.plan.limits;
  if (lineageOf(state, run.root).remediations >= remediations_per_lineage) {
    return 'remediations_exhausted';
  }
  const target = state.targets.get(run.root);
  const last = state.finished.get(target?.last_run ?? '');
  const repeated =
    target?.last_action === 'remediation' && last !== undefined && !workedSince(state, run, last);
  return repeated ? 'closure_repeated_remediation_without_execution' : null;
}

/** Planning alone mends nothing: some stage of another plane must have run for the lineage. */
function workedSince(state: State, run: ClosureRun, last: FinishedRun): boolean {
  for (const one of state.finished.values()) {
    const isWork = one.root === run.root && one.plane !== run.plane && one.stages > 0;
    if (isWork && one.last_seq > last.last_seq) return true;
  }
  return false;
}

function withFailure(move: Move, failure_class: string): Move {
  return { ...move, failure_class };
}

/**
 * The document that carries unfinished business to another plane, written by the runtime, with the
 * stage's report as evidence; and the move, which now names what it brought about.
 */
function handOff(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Move,
  { terminal_state_id }: TerminalState,
  template: Handoff,
): { readonly changes: readonly Change[]; readonly move: Move } {
  const family = facts.index.family(template.family_id);
  const seed = [run.id, workKey(run), move.outcome, move.route.reason].join('\n');
  const names = (hash8: string) => ({
    ...namesOf(facts, state, run),
    request_id: move.request ?? '',
    terminal_result: move.outcome,
    failure_class: move.failure_class ?? failureClass(terminal_state_id),
    reason: move.route.reason,
    summary: move.summary,
    hash8,
  });
  const lists = { evidence: move.evidence, symptoms: move.symptoms };
  const document = firstFree(state, family.family_id, (again) =>
    documentFromTemplate(template, family, names(digest8(facts, `${seed}${again}`)), lists),
  );
  const admitted = descendant(facts.hash, {
    family,
    document,
    source: { kind: 'runtime', ref: move.request ?? run.id },
    root: run.root,
    via: viaOf(state, run),
  });
  const incident = keyOf(family.family_id, document.id);
  const spawned = { kind: family.family_id, item_id: document.id, reason: terminal_state_id };
  return {
    changes: [admitted, { k: 'handoff@1', incident, source: workKey(run), root: run.root }],
    move: { ...move, spawned: [...move.spawned, spawned] },
  };
}

const HANDOFF_IDS_TRIED_MAX = 8;

/**
 * The document under its own id. Where an older journal was put in the place of a newer one, the same
 * may lie in its folder already, and has come in from there.
 */
function firstFree(
  state: State,
  family: string,
  documentOf: (again: string) => WorkDocument,
): WorkDocument {
  const first = documentOf('');
  if (!state.items.has(keyOf(family, first.id))) return first;
  for (let again = 2; again <= HANDOFF_IDS_TRIED_MAX; again += 1) {
    const document = documentOf(`\n${again}`);
    if (!state.items.has(keyOf(family, document.id))) return document;
  }
  return first;
}

function digest8({ hash }: DecisionContext, text: string): string {
  return hash.sha256(text).slice(0, 8);
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

/** Publishes where the judging node's artifacts go: the verdict in JSON, the report in markdown. */
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
    return path == null || move.request === null ? null : fillTemplate(path, names);
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
