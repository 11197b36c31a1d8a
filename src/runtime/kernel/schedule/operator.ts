import { DEFAULT_REASON } from '../../text/default-reason.ts';
import {
  attemptEndChange,
  decisionChange,
  moveChange,
  noteChange,
  pauseChange,
  resumeChange,
  routeChange,
} from '../changes/build.ts';
import type { Change, TokenUsage } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { itemOfRun } from '../state/lookup.ts';
import type { Run, State } from '../state/state.ts';
import { UNCHANGED_SINCE_VERDICT, waitsFor } from './claim.ts';
import { isHeldByUsage } from './govern.ts';

/** Where an operator sends what a run is doing. */
export type RetireTo = 'again' | 'queue' | 'blocked' | 'withdrawn';

/**
 * Takes a run away from its stage. With a live attempt this is the
 * first of two records: the attempt is fenced, so its late result
 * counts for nothing; the run moves only once the attempt has ended.
 */
export function retireRun(state: State, run: Run, to: RetireTo, reason: string): Decision {
  const cause = { input: 'operator', rule: `retire:${to}` };
  const live = run.request?.live;
  if (live == null) return { changes: gone(state, run, to, reason), cause };
  const wish: Change = { k: 'retire@1', run: run.id, to, reason };
  if (live.fenced) return { changes: [wish], cause };
  return {
    changes: [attemptEndChange(live.id, 'fenced', [], { session: null, ...NOTHING_SPENT }), wish],
    cause,
  };
}

/** What a fenced attempt has used before it ended: it counts, although its result does not. */
export interface Spent {
  readonly usage: TokenUsage | null;
  readonly duration_ms: number;
  /** Absent where nobody knows. */
  readonly completed_at?: string;
}
export const NOTHING_SPENT: Spent = { usage: null, duration_ms: 0 };

/** The second record: nothing of the fenced attempt is alive any more. */
export function retired(state: State, run: Run, spent: Spent): Decision {
  const live = run.request?.live;
  const { to, reason } = run.retire ?? { to: 'again', reason: 'fenced' };
  const changes = live == null ? [] : archived(run, live.id, reason, spent);
  return {
    changes: [...changes, ...gone(state, run, to, reason)],
    cause: { input: 'attempt', rule: 'fenced_attempt_ended' },
  };
}

function archived(run: Run, attempt: string, reason: string, spent: Spent): Change[] {
  const data = { attempt, run: run.id, folder: `attempts/${attempt}` };
  return [
    attemptEndChange(attempt, 'ended', [reason], { session: null, ...spent }),
    noteChange('stale_result_archived', data),
  ];
}

function gone(state: State, run: Run, to: RetireTo, reason: string): Change[] {
  if (to === 'again') return [];
  const item = itemOfRun(state, run);
  const changes: Change[] = [routeChange(run.id, 'blocked', `operator:${reason}`)];
  if (item?.state === 'active') changes.push(moveChange(item.key, to, reason));
  return changes;
}

/** Brings blocked work back to its queue. Null when the item is not blocked. */
export function requeue(state: State, key: string, reason: string): Decision | null {
  if (state.items.get(key)?.state !== 'blocked') return null;
  return {
    changes: [moveChange(key, 'queue', reason)],
    cause: { input: 'operator', rule: 'retry_blocked' },
  };
}

/**
 * Has a closure judged again that its judge blocked: what was in the way may have been fixed outside of
 * the lineage. Null where it is not blocked, or something else has to change first.
 */
export function rejudge(state: State, root: string): Decision | null {
  const target = state.targets.get(root);
  if (target === undefined || target.closed_at !== null) return null;
  if (waitsFor(state, target) !== UNCHANGED_SINCE_VERDICT) return null;
  return {
    changes: [{ k: 'rejudge@1', root }],
    cause: { input: 'operator', rule: 'retry_blocked' },
  };
}

/** Why an operator took work away or gave it back, for the stages that come: null where nothing was said. */
export function reasonNote(
  root: string | null,
  key: string | null,
  reason: string,
  actor: string,
): Decision | null {
  if (root === null || reason === DEFAULT_REASON) return null;
  const note = { root, key, kind: 'note', text: reason, actor, is_person: false } as const;
  return { changes: [decisionChange(note)], cause: { input: 'operator', rule: 'reason' } };
}

export const OPERATOR_PAUSE = 'operator';
/** Source of the pause while no room is left on the disk. */
export const DISK_PAUSE = 'disk_full';
/** Rule of a resume that an operator asked for. */
export const RESUME_RULE = 'resume';

/** Source of the pause of one plane by an operator; of everything without a plane. */
export function operatorPause(plane: string | null): string {
  return plane === null ? OPERATOR_PAUSE : `${OPERATOR_PAUSE}:${plane}`;
}

/** Of everything, or of one plane. Null when the operator has paused it already. */
export function pause(state: State, reason: string, plane: string | null = null): Decision | null {
  const source = operatorPause(plane);
  if (state.pauses.has(source)) return null;
  const change = pauseChange(source, reason, null);
  return {
    changes: [plane === null ? change : { ...change, plane }],
    cause: { input: 'operator', rule: 'pause' },
  };
}

/** Lifts what an operator paused in one plane. Null when that goes on already. */
export function resumePlane(state: State, plane: string): Decision | null {
  const source = operatorPause(plane);
  if (!state.pauses.has(source)) return null;
  return { changes: [resumeChange(source)], cause: { input: 'operator', rule: RESUME_RULE } };
}

/**
 * Lifts every pause that has no end of its own, or all of them; that of usage governance once no rule
 * holds any more. Null when there is none to lift.
 */
export function resume(
  facts: Pick<DecisionContext, 'now' | 'governance'>,
  state: State,
  all: boolean,
): Decision | null {
  const changes: Change[] = [];
  for (const [source, { until }] of state.pauses) {
    if (isHeldByUsage(facts, state, source)) continue;
    if (all || until === null || until <= facts.now) changes.push(resumeChange(source));
  }
  if (changes.length === 0) return null;
  return { changes, cause: { input: 'operator', rule: RESUME_RULE } };
}
