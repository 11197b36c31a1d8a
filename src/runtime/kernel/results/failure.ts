import { exhausted } from '../../errors/exhausted.ts';
import { attemptEndChange, pauseChange, resumeChange } from '../changes/build.ts';
import type { Retry } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { StageRequest, State } from '../state/state.ts';
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
  request: StageRequest,
  ended: EndedAttempt,
  failure: Failure,
): Decision | null {
  switch (failure.policy) {
    case 'hold':
      return hold(ended, failure);
    case 'rest':
      return request.attempts < PROVIDER_ATTEMPTS_MAX
        ? backoff(facts, request, ended, failure)
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

function backoff(
  facts: DecisionContext,
  request: StageRequest,
  ended: EndedAttempt,
  failure: Failure,
): Decision {
  const doubled_ms = PROVIDER_PAUSE_MS * 2 ** Math.min(request.attempts - 1, 10);
  const rest_ms = failure.retry_after_ms ?? Math.min(doubled_ms, PROVIDER_PAUSE_MS_MAX);
  const until = new Date(Date.parse(facts.now) + rest_ms).toISOString();
  return {
    changes: [
      {
        ...attemptEndChange(ended.attempt, 'ended', [failure.summary], ended),
        retry: interrupted(request),
      },
      pauseChange('provider', failure.failure_class, until),
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
