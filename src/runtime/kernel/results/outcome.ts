import {
  documentFromTemplate,
  factsOf,
  fillTemplate,
  renderDocument,
} from '../../documents/index.ts';
import type { TerminalState } from '../../plan/index.ts';
import type { Change, RouteAction, RouteChange } from '../changes/changes.ts';
import { keyOf, lineageOf } from '../evolve/items.ts';
import { counterOwner } from '../evolve/runs.ts';
import type { Decision, DecisionContext, Route } from '../facts/decision.ts';
import { namesOf, runNames } from '../facts/names.ts';
import type { FinishedRun, Run, State } from '../state/state.ts';
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
    return { changes: [...spends, routeChange(run, move, 'run_stage', null)], cause };
  }
  const end = facts.index.terminal(run.plane, terminal);
  const changes =
    run.key === null
      ? endClosure(facts, state, run, move, end)
      : endItem(facts, state, run, move, end);
  return { changes, cause };
}

/** Ends an item's run as blocked without a terminal state: a fence was reached. */
export function blockRun(
  facts: DecisionContext,
  state: State,
  run: Run,
  reason: string,
  failure_class: string,
): Decision {
  const move: Move = {
    route: { node: null, terminal: null, spends: [], reason },
    request: null,
    outcome: facts.index.node(run.plane, run.node).failure_outcome,
    failure_class: failureClass(failure_class),
    summary: reason,
    evidence: [],
    symptoms: [],
    spawned: [],
  };
  const changes: Change[] = [routeChange(run, move, 'blocked', move.outcome)];
  if (run.key !== null) changes.push({ k: 'move@1', key: run.key, to: 'blocked', reason });
  else changes.push(verdict(facts, state, run, move, 'blocked'));
  return { changes, cause: { input: 'tick', rule: reason } };
}

function endItem(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Move,
  end: TerminalState,
): Change[] {
  const key = run.key ?? '';
  if (end.terminal_class === 'success' || end.terminal_class === 'no_op') {
    return [
      { k: 'move@1', key, to: 'done', reason: end.terminal_state_id },
      routeChange(run, move, 'idle', end.writes_status),
    ];
  }
  const blocked: Change = { k: 'move@1', key, to: 'blocked', reason: end.terminal_state_id };
  const spent =
    run.root !== null &&
    lineageOf(state, run.root).handoffs >= facts.index.plan.limits.handoffs_per_lineage;
  if (end.handoff === null || spent) {
    const limited = spent && end.handoff !== null ? 'handoffs_exhausted' : null;
    return [blocked, routeChange(run, limit(move, limited), 'blocked', end.writes_status)];
  }
  const { change, key: incident, spawned } = handoff(facts, state, run, move, end);
  return [
    change,
    { k: 'handoff@1', incident, source: key, root: run.root },
    blocked,
    routeChange(
      run,
      { ...move, spawned: [...move.spawned, ...spawned] },
      'handoff',
      end.writes_status,
    ),
  ];
}

function endClosure(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Move,
  end: TerminalState,
): Change[] {
  if (end.terminal_class === 'success' || end.terminal_class === 'no_op') {
    const root = run.root ?? '';
    const judged: Change = hasOpenWork(facts, state, root, move)
      ? { k: 'note@1', event: 'closure_postponed', data: { root_spec_id: root, run_id: run.id } }
      : verdict(facts, state, run, move, 'closed');
    return [judged, routeChange(run, move, 'idle', end.writes_status)];
  }
  const refusal = end.handoff === null ? null : remediationRefusal(facts, state, run);
  if (end.handoff === null || refusal !== null) {
    const limited = limit(move, refusal);
    return [
      verdict(facts, state, run, limited, 'blocked'),
      routeChange(run, limited, 'blocked', end.writes_status),
    ];
  }
  const { change, key: incident, spawned } = handoff(facts, state, run, move, end);
  return [
    verdict(facts, state, run, move, 'remediation'),
    change,
    { k: 'handoff@1', incident, source: null, root: run.root },
    routeChange(
      run,
      { ...move, spawned: [...move.spawned, ...spawned] },
      'handoff',
      end.writes_status,
    ),
  ];
}

/**
 * Work that arrived while the target was judged, also with the judgement itself: it is judged
 * again after that.
 */
function hasOpenWork(facts: DecisionContext, state: State, root: string, move: Move): boolean {
  if (lineageOf(state, root).open > 0) return true;
  for (const one of state.unreadable.values()) {
    if (one.root === null || one.root === root) return true;
  }
  return move.spawned.some(({ kind }) => facts.index.family(kind).closure.role !== 'none');
}

/** A second remediation in a row without any work, or one too many, would only repeat itself. */
function remediationRefusal(facts: DecisionContext, state: State, run: Run): string | null {
  const lineage = lineageOf(state, run.root ?? '');
  const target = state.targets.get(run.root ?? '');
  if (lineage.remediations >= facts.index.plan.limits.remediations_per_lineage) {
    return 'remediations_exhausted';
  }
  const last = state.finished.get(target?.last_run ?? '');
  const repeated =
    target?.last_action === 'remediation' && last !== undefined && !workedSince(state, run, last);
  return repeated ? 'closure_repeated_remediation_without_execution' : null;
}

/** Planning alone mends nothing: some stage of another plane must have run for the lineage. */
function workedSince(state: State, run: Run, last: FinishedRun): boolean {
  for (const one of state.finished.values()) {
    const isWork = one.root === run.root && one.plane !== run.plane && one.stages > 0;
    if (isWork && one.last_seq > last.last_seq) return true;
  }
  return false;
}

function limit(move: Move, failure_class: string | null): Move {
  return failure_class === null ? move : { ...move, failure_class };
}

/**
 * The document that carries unfinished business to another plane, written by the runtime, with the
 * stage's report as evidence.
 */
function handoff(facts: DecisionContext, state: State, run: Run, move: Move, end: TerminalState) {
  if (end.handoff === null)
    throw new Error(`terminal state ${end.terminal_state_id} hands nothing off`);
  const family = facts.index.family(end.handoff.family_id);
  const seed = [run.id, run.key, move.outcome, move.route.reason].join('\n');
  const names = {
    ...namesOf(facts, state, run),
    request_id: move.request ?? '',
    terminal_result: move.outcome,
    failure_class: move.failure_class ?? failureClass(end.terminal_state_id),
    reason: move.route.reason,
    summary: move.summary,
    hash8: facts.hash.sha256(seed).slice(0, 8),
  };
  const lists = { evidence: move.evidence, symptoms: move.symptoms };
  const document = documentFromTemplate(end.handoff, family, names, lists);
  const text = renderDocument(document, family);
  const about = factsOf(document, family);
  const key = keyOf(family.family_id, document.id);
  const change: Change = {
    k: 'admit@1',
    family: family.family_id,
    id: document.id,
    at: about.at,
    title: document.title,
    deps: about.depends_on,
    root: family.closure.role === 'none' ? null : run.root,
    idea: about.idea,
    start_node: about.start_node,
    via: viaOf(state, run),
    document: { sha256: facts.hash.sha256(text), size_bytes: byteLength(text), text },
    handed_over: null,
    source: { kind: 'runtime', ref: move.request ?? run.id },
    state: 'queue',
  };
  const spawned = [{ kind: family.family_id, item_id: document.id, reason: end.terminal_state_id }];
  return { change, key, spawned };
}

/** The handoff that this run's work stands in for, so that what it brings about counts towards it. */
export function viaOf(state: State, run: Run): string | null {
  if (run.key === null) return null;
  if (state.handoffs.has(run.key)) return run.key;
  return state.items.get(run.key)?.via ?? null;
}

function routeChange(
  run: Run,
  move: Move,
  action: RouteAction,
  writes_status: string | null,
): RouteChange {
  return {
    k: 'route@1',
    run: run.id,
    request: move.request,
    action,
    node: move.route.node,
    terminal: move.route.terminal,
    writes_status,
    reason: move.route.reason,
    failure_class: move.failure_class,
    spawned: move.spawned,
  };
}

/** Publishes where the judging node's artifacts go: the verdict in JSON, the report in markdown. */
function verdict(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Move,
  action: 'closed' | 'remediation' | 'blocked',
): Change {
  const node = facts.index.node(run.plane, run.node);
  const names = runNames(facts, state, run);
  const published = (format: string): string | null => {
    const path = node.artifacts.findLast(
      (one) => one.format === format && one.publish_path !== null,
    )?.publish_path;
    return path == null || move.request === null ? null : fillTemplate(path, names);
  };
  return {
    k: 'target-verdict@1',
    root: run.root ?? '',
    run: run.id,
    action,
    failure_class: move.failure_class,
    at: facts.now,
    verdict_path: published('json'),
    report_path: published('markdown'),
  };
}

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}
