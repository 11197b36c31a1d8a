import { pauseChange, resumeChange } from '../changes/build.ts';
import type { Change, UsageBlocker } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { Pause, State } from '../state/state.ts';
import { judgeUsage, type UsageJudgement } from './usage-rules.ts';

/** Source of the pause while a rule of usage governance lets nothing be started. */
export const USAGE_PAUSE = 'usage_governance';
/** Before the name of a runner whose subscription holds its stages alone. */
const RUNNER_PREFIX = `${USAGE_PAUSE}:`;
/** An end that moves by less is the same end: telemetry does not tell it to the second. */
const SAME_END_MS = 60_000;

type Facts = Pick<DecisionContext, 'governance' | 'now'>;

/** Whether a pause is one of usage governance, of everything or of one runner. */
export function isUsagePause(source: string): boolean {
  return source === USAGE_PAUSE || source.startsWith(RUNNER_PREFIX);
}

/**
 * What the rules of usage governance change: a pause when one of them begins to hold, its end when none
 * does any more, and a warning before. Null when all is as it was: nothing is told twice.
 */
export function govern({ governance, now }: Facts, state: State): Decision | null {
  const held = [...state.pauses].filter(([source]) => isUsagePause(source));
  if (governance === null) {
    const ends = held.map(([source]) => resumeChange(source));
    return ends.length === 0
      ? null
      : { changes: ends, cause: { input: 'usage', rule: 'disabled' } };
  }
  const judgement = judgeUsage(governance, state, Date.parse(now));
  const wanted = pausesOf(judgement, governance.auto_resume);
  const begun = wanted.filter(({ source, ...pause }) => {
    return !isSame(state.pauses.get(source), pause, now);
  });
  const sources = new Set(wanted.map(({ source }) => source));
  const over = held.filter(([source]) => !sources.has(source));
  const ended = over.flatMap(([source, pause]) =>
    endOfPause(source, pause, governance.auto_resume),
  );
  const changes = [...begun.map(pauseOf), ...ended];
  // While everything rests nobody needs to be told what else is near.
  const isQuiet = changes.length === 0 && judgement.blockers.length > 0;
  if (!isQuiet) changes.push(...judgement.warnings);
  if (changes.length === 0) return null;
  return { changes, cause: { input: 'usage', rule: ruleOf(begun, ended) } };
}

/** Whether a rule holds now what the pause holds, so that nobody lifts it. */
export function isHeldByUsage({ governance, now }: Facts, state: State, source: string): boolean {
  if (governance === null || !isUsagePause(source)) return false;
  const wanted = pausesOf(judgeUsage(governance, state, Date.parse(now)), governance.auto_resume);
  return wanted.some((pause) => pause.source === source);
}

interface UsagePause extends Pause {
  readonly source: string;
  readonly blockers: readonly UsageBlocker[];
}

function pausesOf({ blockers, resting }: UsageJudgement, ends: boolean): UsagePause[] {
  const made = (held: readonly UsageBlocker[]) => {
    return { reason: reasonOf(held), until: ends ? endOf(held) : null, blockers: held };
  };
  const ofRunners = [...resting].map(([runner, held]) => {
    return { source: `${RUNNER_PREFIX}${runner}`, runner, ...made(held) };
  });
  return blockers.length === 0
    ? ofRunners
    : [{ source: USAGE_PAUSE, ...made(blockers) }, ...ofRunners];
}

function pauseOf({ source, reason, until, ...more }: UsagePause): Change {
  return { ...pauseChange(source, reason, until), ...more };
}

/** One that ends by nobody's word but a person's counts its recorded end no more. */
function endOfPause(source: string, { reason, until, ...more }: Pause, isAuto: boolean): Change[] {
  if (isAuto) return [resumeChange(source)];
  return until === null ? [] : [{ ...pauseChange(source, reason, null), ...more }];
}

function ruleOf([begun]: readonly UsagePause[], [ended]: readonly Change[]): string {
  if (begun !== undefined) return `blocked:${begun.blockers[0]?.rule_id ?? ''}`;
  if (ended === undefined) return 'near';
  return ended.k === 'resume@1' ? 'fits' : 'no_auto_resume';
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
function isSame(held: Pause | undefined, wanted: Omit<UsagePause, 'source'>, now: string): boolean {
  if (held === undefined || names(held.blockers ?? []) !== names(wanted.blockers)) return false;
  if (held.until === null || wanted.until === null) return held.until === wanted.until;
  if (held.until <= now) return false;
  return Math.abs(Date.parse(held.until) - Date.parse(wanted.until)) < SAME_END_MS;
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
