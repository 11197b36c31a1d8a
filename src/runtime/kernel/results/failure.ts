import { exhausted } from '../../errors/exhausted.ts';
import { attemptEndChange, pauseChange, resumeChange } from '../changes/build.ts';
import type { PauseChange, Retry } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { Run, StageRequest, State } from '../state/state.ts';
import type { EndedAttempt, Verdict } from './ended-attempt.ts';

type Failure = Extract<Verdict, { kind: 'failure' }>;

/**
 * How long dispatch rests after a failure of the provider
 * that named no time itself; doubled with each attempt.
 */
export const PROVIDER_PAUSE_MS = 60_000;
export const PROVIDER_PAUSE_MS_MAX = 1_800_000;
/** Attempts of one request after which the trouble counts as the stage's failure: about a day of patience. */
export const PROVIDER_ATTEMPTS_MAX = 50;
/** Source of the pause for what only a person can mend: a login, a program, a setting. */
export const RUNNER_PAUSE = 'runner';

/** What follows a failure that spends no recovery budget; null when it counts as the stage's own. */
export function tryLater(
  facts: DecisionContext,
  run: Run,
  request: StageRequest,
  ended: EndedAttempt,
  failure: Failure,
): Decision | null {
  switch (failure.policy) {
    case 'hold':
      return hold(ended, failure);
    case 'rest':
      return request.attempts < PROVIDER_ATTEMPTS_MAX
        ? backoff(facts, run, request, { ended, failure })
        : null;
    case 'again':
      return request.lost < facts.index.plan.lost_retries ? again(request, ended, failure) : null;
    case 'send_back':
    case 'recover':
      return null;
    default:
      return exhausted(failure.policy);
  }
}

/** The same request goes on once somebody has mended what is wrong. */
function hold(ended: EndedAttempt, failure: Failure): Decision {
  return {
    changes: [
      // What is to be mended is a person's: the stage is told nothing of it.
      { ...attemptEndChange(ended.attempt, 'ended', [failure.summary], ended), retry: null },
      pauseChange(RUNNER_PAUSE, failure.summary, null),
    ],
    cause: { input: 'result', rule: `hold:${failure.failure_class}` },
  };
}

/** Attempts whose named time is taken at its word; later ones wait at least as if none were named. */
const NAMED_TIMES_BELIEVED = 3;

/** Doubled with each attempt, so that many of them outlast an outage whatever its provider says. */
function restMs(attempts: number, named_ms: number | null): number {
  const doublings = Math.min(attempts - 1 - (named_ms === null ? 0 : NAMED_TIMES_BELIEVED), 10);
  const own_ms =
    doublings < 0 ? 0 : Math.min(PROVIDER_PAUSE_MS * 2 ** doublings, PROVIDER_PAUSE_MS_MAX);
  return Math.max(own_ms, named_ms ?? 0);
}

/** What another runner of the plan does goes on: it has another account. */
function rest({ index }: DecisionContext, run: Run, reason: string, until: string): PauseChange {
  const runner = index.runnerOf(run.plane, run.node);
  const isOnly = Object.keys(index.plan.runners).every((name) => name === runner);
  if (isOnly) return pauseChange('provider', reason, until);
  return { ...pauseChange(`provider:${runner}`, reason, until), runner };
}

function backoff(
  facts: DecisionContext,
  run: Run,
  request: StageRequest,
  { ended, failure }: { readonly ended: EndedAttempt; readonly failure: Failure },
): Decision {
  const rest_ms = restMs(request.attempts, failure.retry_after_ms);
  const until = new Date(Date.parse(facts.now) + rest_ms).toISOString();
  return {
    changes: [
      {
        ...attemptEndChange(ended.attempt, 'ended', [failure.summary], ended),
        retry: interrupted(request),
      },
      rest(facts, run, failure.failure_class, until),
    ],
    cause: { input: 'result', rule: `provider:${failure.failure_class}` },
  };
}

function again(request: StageRequest, ended: EndedAttempt, failure: Failure): Decision {
  return {
    changes: [
      {
        ...attemptEndChange(ended.attempt, 'lost', [failure.summary], ended),
        retry: interrupted(request, [failure.summary]),
      },
    ],
    cause: { input: 'result', rule: `again:${failure.failure_class}` },
  };
}

/**
 * What follows an attempt that ended in the middle of its work: errors that were sent back still wait to
 * be repaired.
 */
export function interrupted(
  { retry }: Pick<StageRequest, 'retry'>,
  errors: readonly string[] = [],
): Retry | null {
  return retry?.kind === 'contract' ? null : { kind: 'lost', errors };
}

/** Somebody asks for the next stage: what was to be mended may be mended now. Null without such a pause. */
export function retryHeld(state: State): Decision | null {
  if (!state.pauses.has(RUNNER_PAUSE)) return null;
  return {
    changes: [resumeChange(RUNNER_PAUSE)],
    cause: { input: 'operator', rule: 'retry_held' },
  };
}
