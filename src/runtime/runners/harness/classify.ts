import { cut } from '../../text/cut.ts';
import type { FailureClass, HarnessError } from './failures.ts';
import { retryAfterMs } from './retry-after.ts';

const DETAIL_LENGTH_MAX = 500;

/** What is known about an error, the most reliable first. */
export interface HarnessErrorFacts {
  /** HTTP status of the provider, where the harness says it. */
  readonly status: number | null;
  readonly text: string;
  /** ISO time for which a named reset is counted. */
  readonly now: string;
}

/** Words that decide before the status, because a status alone says too little. */
const FIRST_WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/usage limit|hit your limit|quota exceeded|insufficient_quota/i, 'provider_quota_exhausted'],
  [/credit balance|billing details|spend(?:ing)? limit/i, 'provider_quota_exhausted'],
  [/context (?:window|length)|context_length_exceeded/i, 'runner_non_zero_exit'],
  [/(?:prompt|input) (?:is )?too (?:long|large)|input_too_large/i, 'runner_non_zero_exit'],
  [/content.?(?:policy|filter)|invalid_prompt/i, 'runner_non_zero_exit'],
];

/** Words that decide where there is no status. */
const LAST_WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/not logged in|please run \/login|invalid api key|authenticat/i, 'runner_not_logged_in'],
  [/no api key|missing environment variable|unauthorized|log ?in again/i, 'runner_not_logged_in'],
  [/too many requests|rate.?limit/i, 'provider_rate_limited'],
  [/connection (?:failed|refused|reset|closed|lost|error)/i, 'network_unreachable'],
  [
    /unable to connect|fetch failed|socket hang up|^terminated$|stream ended/i,
    'network_unreachable',
  ],
  [/error sending request|stream disconnected|timed out|timeout/i, 'network_unreachable'],
  [/ECONN|ENOTFOUND|EAI_AGAIN|\bdns\b|waiting for network/i, 'network_unreachable'],
  [/high demand|overloaded|at capacity|server.?error|service unavailable/i, 'provider_failure'],
  [/(?:empty|malformed) response/i, 'provider_failure'],
  [/invalid_request|bad request|model.{0,40}not (?:found|exist)/i, 'runner_bad_configuration'],
];

const STATUS = /\b(?:status(?: code)?|api error|http)[: ]{1,2}(\d{3})\b/i;

/** The class of an error that a harness reported; its own failure when nothing is recognised. */
export function classifyError({ status, text, now }: HarnessErrorFacts): HarnessError {
  const known = status ?? statusIn(text);
  const failure_class =
    byWords(FIRST_WORDS, text) ??
    byStatus(known) ??
    byWords(LAST_WORDS, text) ??
    'runner_non_zero_exit';
  return {
    failure_class,
    detail: cut(text.replace(/\s+/g, ' ').trim(), DETAIL_LENGTH_MAX),
    retry_after_ms: retryAfterMs(text, now),
  };
}

function byWords(
  rows: readonly (readonly [RegExp, FailureClass])[],
  text: string,
): FailureClass | null {
  return rows.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

function byStatus(status: number | null): FailureClass | null {
  if (status === null) return null;
  if (status === 401 || status === 403) return 'runner_not_logged_in';
  if (status === 402) return 'provider_quota_exhausted';
  if (status === 408) return 'network_unreachable';
  if (status === 413) return 'runner_non_zero_exit';
  if (status === 429) return 'provider_rate_limited';
  if (status >= 500) return 'provider_failure';
  return status >= 400 ? 'runner_bad_configuration' : null;
}

function statusIn(text: string): number | null {
  const digits = STATUS.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
