/**
 * Results: what follows from the end of an attempt. The result, what it proposes, what it triggers
 * and where its run goes are one decision; an attempt that is not the live one of its request
 * changes nothing.
 */

import { headOf } from '../../text/cut.ts';
import { attemptEndChange } from '../changes/build.ts';
import { resultChange } from '../changes/build-run.ts';
import type { Claim, ResultChange } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { type Admission, admitProposals } from '../proposals/admit-set.ts';
import type { Violation } from '../proposals/types.ts';
import { runOfAttempt } from '../state/lookup.ts';
import type { Run, State } from '../state/state.ts';
import { proposedSkills, skillsOf } from './candidate.ts';
import { ledgerOf, noteText } from './claims.ts';
import { type EndedAttempt, type Left, NOTHING_LEFT, type Verdict } from './ended-attempt.ts';
import { interrupted, tryLater } from './failure.ts';
import { loosenedBy } from './loosened.ts';
import { follow, waitForAnswer } from './outcome.ts';
import { publish } from './publish.ts';
import { type Asked, asked, NOTHING_ASKED, questionNotes } from './questions.ts';
import { reviewOf } from './review.ts';
import { classOf, failureClass, route } from './routing.ts';
import { triggered } from './triggers.ts';
import { unmet } from './unmet.ts';

/**
 * Applies the end of an attempt;
 * null when the attempt is not the live one of its request (a late result).
 */
export function applyEnd(
  facts: DecisionContext,
  state: State,
  ended: EndedAttempt,
): Decision | null {
  const run = runOfAttempt(state, ended.attempt);
  if (run?.request == null) return null;
  const { verdict } = ended;
  if (verdict.kind === 'failure') {
    const later = tryLater(facts, run, run.request, ended, verdict);
    return later ?? fail(facts, state, run, ended, verdict);
  }
  const admission = admitProposals(facts, state, run, ended.proposals);
  const violations = [
    ...(verdict.kind === 'violation' ? verdict.errors : []),
    ...(admission.ok ? unmet(facts, state, run, verdict.outcome, admission) : admission.errors),
  ];
  if (verdict.kind === 'violation' || !admission.ok || violations.length > 0) {
    return refuse(facts, state, run, ended, violations);
  }
  return accept(facts, state, run, ended, { ...verdict, admission });
}

/**
 * The result of a stage that an earlier program has judged, and whose work lies in the queues already: only
 * what follows from it is decided here. Null when its attempt is not the live one of its request.
 */
export function applyTaken(
  facts: DecisionContext,
  state: State,
  ended: EndedAttempt,
): Decision | null {
  const run = runOfAttempt(state, ended.attempt);
  if (run?.request == null || ended.verdict.kind !== 'result') return null;
  const { admission } = NOTHING_BROUGHT;
  return accept(facts, state, run, ended, { ...ended.verdict, admission });
}

function accept(
  facts: DecisionContext,
  state: State,
  run: Run,
  ended: EndedAttempt,
  verdict: Extract<Verdict, { kind: 'result' }> & Pick<Brought, 'admission'>,
): Decision {
  const node = facts.index.node(run.plane, run.node);
  const result = newResult(facts, state, run, ended, {
    outcome: verdict.outcome,
    result_class: verdict.result_class,
    failure_class: classOf(node, run, verdict.outcome, verdict.failure_class),
    summary: verdict.summary,
    normalization: verdict.normalization,
    notes: [...verdict.notes, ...verdict.claims.map(noteText), ...questionNotes(run, verdict)],
  });
  return conclude(facts, state, run, result, {
    ...verdict,
    asked: asked(facts.now, state, run, verdict),
  });
}

/** An attempt that ended without any result to judge: lost, or never run. */
export function applyGone(
  facts: DecisionContext,
  state: State,
  attempt: string,
  outcome: 'lost' | 'void',
  left: Left = NOTHING_LEFT,
): Decision | null {
  const run = runOfAttempt(state, attempt);
  if (run?.request == null) return null;
  const spent = outcome === 'lost' && run.request.lost >= facts.index.plan.lost_retries;
  const ended = { ...goneAttempt(facts, run, attempt), ...left };
  if (spent) {
    return fail(facts, state, run, ended, {
      failure_class: 'attempt_lost',
      summary: `the attempt was lost ${run.request.lost + 1} times`,
    });
  }
  const end = attemptEndChange(attempt, outcome, [], ended);
  return {
    changes: [outcome === 'lost' ? { ...end, retry: interrupted(run.request) } : end],
    cause: { input: 'attempt', rule: `attempt_${outcome}`, evidence: [attempt] },
  };
}

/** An attempt that left nothing to judge, and broke the contract all the same. */
export function applyBreach(
  facts: DecisionContext,
  state: State,
  attempt: string,
  violation: Violation,
): Decision | null {
  const run = runOfAttempt(state, attempt);
  if (run?.request == null) return null;
  return refuse(facts, state, run, goneAttempt(facts, run, attempt), [violation]);
}

function goneAttempt(facts: DecisionContext, run: Run, attempt: string): EndedAttempt {
  const started_at = run.request?.live?.at ?? facts.now;
  return {
    attempt,
    verdict: { kind: 'violation', errors: [], outcome: null },
    proposals: [],
    artifacts: [],
    evidence: [],
    ...NOTHING_LEFT,
    started_at,
    completed_at: facts.now,
    duration_ms: 0,
    exit_code: null,
    exit_kind: 'runner_error',
  };
}

/** Corrections of one request, whatever they are about. Source: the hand-back contract. */
export const CORRECTIONS_MAX = 4;

/**
 * Sends the stage back with the exact errors. It is given up when an error of the same kind comes back
 * more often than the plan allows, or when it was sent back as often as any stage is.
 */
function refuse(
  facts: DecisionContext,
  state: State,
  run: Run,
  ended: EndedAttempt,
  violations: readonly Violation[],
): Decision {
  const errors = violations.map(({ text }) => text);
  const kinds = [...new Set(violations.map(({ kind }) => kind))];
  const { refused = 0, refusals = {} } = run.request ?? {};
  const makesHeadway = kinds.every(
    (kind) => (refusals[kind] ?? 0) < facts.index.plan.contract_retries,
  );
  if (refused < CORRECTIONS_MAX && makesHeadway) {
    return {
      changes: [{ ...attemptEndChange(ended.attempt, 'refused', errors, ended), kinds }],
      cause: { input: 'result', rule: 'contract_violation', evidence: errors },
    };
  }
  return fail(facts, state, run, ended, {
    failure_class: 'contract_violation',
    summary: errors.join('; '),
  });
}

const SUMMARY_LENGTH_MAX = 2000;

/** A stage without an acceptable result counts as its node's failure outcome. */
function fail(
  facts: DecisionContext,
  state: State,
  run: Run,
  ended: EndedAttempt,
  why: { readonly failure_class: string; readonly summary: string },
): Decision {
  const node = facts.index.node(run.plane, run.node);
  const result = newResult(facts, state, run, ended, {
    outcome: node.failure_outcome,
    result_class: 'recoverable_failure',
    failure_class: failureClass(why.failure_class),
    summary: headOf(why.summary, SUMMARY_LENGTH_MAX),
    normalization: 'failure',
    notes: [],
  });
  return conclude(facts, state, run, result, NOTHING_BROUGHT);
}

/** What a stage brings besides its result. */
interface Brought {
  readonly resume: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly claims: readonly Claim[];
  readonly declares?: readonly string[];
  readonly admission: Extract<Admission, { ok: true }>;
  readonly asked: Asked;
}

const NOTHING_BROUGHT: Brought = {
  resume: {},
  notes: [],
  claims: [],
  admission: { ok: true, changes: [], spawned: [], judged: [] },
  asked: NOTHING_ASKED,
};

function conclude(
  facts: DecisionContext,
  state: State,
  run: Run,
  result: ResultChange,
  { resume, notes, claims, declares, admission, asked: questions }: Brought,
): Decision {
  const first = 1 + questions.changes.filter(({ k }) => k === 'question@1').length;
  const loosened = loosenedBy(facts, state, run, admission.judged, first);
  const nth = loosened.changes.length === 0 ? first : first + 1;
  const told = claims.filter(({ kind }) => kind === 'note').map(noteText);
  const triggers = triggered(facts, state, run, result);
  const move = {
    request: result.request,
    outcome: result.outcome,
    failure_class: result.failure_class,
    summary: result.summary,
    symptoms: [result.summary, ...notes, ...told].filter((line) => line !== ''),
    evidence: [
      ...result.artifacts.map((one) => one.published ?? one.file),
      ...result.evidence.map((one) => one.path),
    ],
    spawned: [...admission.spawned, ...triggers.spawned],
    asked: nth - 1,
  };
  const { holding } = questions;
  const to = route(facts.index, state, run, result.outcome, { resume, declares });
  const done = { outcome: result.outcome, route: to, judged: admission.judged, nth };
  const review = holding.length > 0 ? null : reviewOf(facts, state, run, done);
  const waits = review === null ? holding : [review.id];
  const next =
    waits.length > 0
      ? waitForAnswer(facts, state, run, move, waits)
      : follow(facts, state, run, { ...move, route: to });
  return {
    changes: [
      result,
      ...ledgerOf(state, run, [...claims, ...loosened.claims]),
      ...questions.changes,
      ...loosened.changes,
      ...(review?.changes ?? []),
      ...admission.changes,
      ...triggers.changes,
      ...proposedSkills(facts, run, result),
      ...next.changes,
    ],
    cause: { ...next.cause, evidence: [result.attempt] },
  };
}

function newResult(
  facts: DecisionContext,
  state: State,
  run: Run,
  ended: EndedAttempt,
  what: Pick<
    ResultChange,
    'outcome' | 'result_class' | 'failure_class' | 'summary' | 'normalization' | 'notes'
  >,
): ResultChange {
  return resultChange({
    request: run.request?.id ?? '',
    attempt: ended.attempt,
    ...what,
    usage: ended.usage,
    started_at: ended.started_at,
    completed_at: ended.completed_at,
    duration_ms: ended.duration_ms,
    exit_code: ended.exit_code,
    exit_kind: ended.exit_kind,
    session: ended.session,
    artifacts: publish(facts, state, run, ended),
    evidence: ended.evidence,
    ...skillsOf(facts.index, run),
  });
}
