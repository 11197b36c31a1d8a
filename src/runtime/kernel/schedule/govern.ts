import { pauseChange, resumeChange } from '../changes/build.ts';
import type { UsageBlocker } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { Pause, State } from '../state/state.ts';
import { judgeUsage } from './usage-rules.ts';

/** Source of the pause while a rule of usage governance lets nothing be started. */
export const USAGE_PAUSE = 'usage_governance';
/** An end that moves by less is the same end: telemetry does not tell it to the second. */
const SAME_END_MS = 60_000;

type Facts = Pick<DecisionContext, 'governance' | 'now'>;

/**
 * What the rules of usage governance change: a pause when one of them begins to hold, its end when none
 * does any more, and a warning before. Null when all is as it was: nothing is told twice.
 */
export function govern(facts: Facts, state: State): Decision | null {
  const { governance, now } = facts;
  const held = state.pauses.get(USAGE_PAUSE);
  if (governance === null) return held === undefined ? null : lifted('disabled');
  const { blockers, warnings } = judgeUsage(governance, state, Date.parse(now));
  if (blockers.length === 0) {
    if (held !== undefined && governance.auto_resume) return lifted('fits');
    if (held !== undefined && held.until !== null) return endless(held);
    if (warnings.length === 0) return null;
    return { changes: warnings, cause: { input: 'usage', rule: 'near' } };
  }
  const until = governance.auto_resume ? endOf(blockers) : null;
  if (held !== undefined && isSame(held, blockers, until, now)) return null;
  return {
    changes: [{ ...pauseChange(USAGE_PAUSE, reasonOf(blockers), until), blockers }, ...warnings],
    cause: { input: 'usage', rule: `blocked:${blockers[0]?.rule_id ?? ''}` },
  };
}

/** Whether a rule holds now, so that nobody lifts the pause. */
export function isOverBudget({ governance, now }: Facts, state: State): boolean {
  if (governance === null) return false;
  return judgeUsage(governance, state, Date.parse(now)).blockers.length > 0;
}

function lifted(rule: string): Decision {
  return { changes: [resumeChange(USAGE_PAUSE)], cause: { input: 'usage', rule } };
}

/** Its recorded end counts no more: it stays until somebody resumes. */
function endless({ reason, blockers = [] }: Pause): Decision {
  const change = { ...pauseChange(USAGE_PAUSE, reason, null), blockers };
  return { changes: [change], cause: { input: 'usage', rule: 'no_auto_resume' } };
}

/** When all of them are over; null = one of them is not over by itself. */
function endOf(blockers: readonly UsageBlocker[]): string | null {
  let last = '';
  for (const { next_resume_at } of blockers) {
    if (next_resume_at === null) return null;
    if (next_resume_at > last) last = next_resume_at;
  }
  return last;
}

/** The same rules about the same things, to the same end that is yet to come: what was told holds. */
function isSame(
  held: Pause,
  blockers: readonly UsageBlocker[],
  until: string | null,
  now: string,
): boolean {
  if (names(held.blockers ?? []) !== names(blockers)) return false;
  if (held.until === null || until === null) return held.until === until;
  if (held.until <= now) return false;
  return Math.abs(Date.parse(held.until) - Date.parse(until)) < SAME_END_MS;
}

function names(blockers: readonly UsageBlocker[]): string {
  return blockers.map(({ rule_id, subject }) => `${rule_id} ${subject ?? ''}`).join('\n');
}

function reasonOf(blockers: readonly UsageBlocker[]): string {
  const [first] = blockers;
  const more = blockers.length - 1;
  const others = more > 0 ? `; and ${more} more rule${more === 1 ? '' : 's'}` : '';
  return `rule ${first?.rule_id ?? ''}: ${first?.detail ?? ''}${others}`;
}
