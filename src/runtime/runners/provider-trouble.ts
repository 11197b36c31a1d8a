import { plainText } from './text.ts';
import type { AttemptOutput, HarnessReport } from './types.ts';

/** Only the last words of a failed program count: earlier ones may quote anything. */
const TAIL_SIZE_BYTES = 2048;
const TROUBLE_STATUS = /\b(?:429|502|503|504|529)\b/;
const TROUBLE_WORDS =
  /too many requests|rate.?limit|usage limit|quota|overloaded|service unavailable/i;
const RETRY_AFTER = /(?:retry|try again)[ -](?:after|in):? *(\d{1,6})/i;
const MS_PER_SECOND = 1000;

/** What a failed program says on stderr about its provider; null when the trouble is its own. */
export function providerTroubleIn(output: AttemptOutput): HarnessReport['provider_trouble'] {
  if (output.exit_code === 0) return null;
  const words = plainText(output.stderr.subarray(-TAIL_SIZE_BYTES));
  if (!TROUBLE_STATUS.test(words) && !TROUBLE_WORDS.test(words)) return null;
  const seconds = RETRY_AFTER.exec(words)?.[1];
  return {
    failure_class: 'provider_failure',
    retry_after_ms: seconds === undefined ? null : Number(seconds) * MS_PER_SECOND,
  };
}
