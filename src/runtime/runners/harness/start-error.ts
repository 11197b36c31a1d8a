import { cut } from '../../text/cut.ts';
import { classifyError } from './classify.ts';
import type { HarnessError } from './failures.ts';
import { isProviders, printedError } from './printed-error.ts';
import { plainText } from './text.ts';
import type { AttemptOutput } from './types.ts';

const TAIL_SIZE_BYTES = 8192;
const DETAIL_LENGTH_MAX = 500;
const SESSION_GONE = /no (?:rollout|conversation|session) found|session .{0,80}not found/i;
/** A status above is that of a shell or of a signal. */
const OWN_STATUS_MAX = 125;

/**
 * A harness that ended before its first event refused its arguments, its settings or its login: it
 * has spent nothing and would do the same again.
 */
export function refusedToStart(output: AttemptOutput): HarnessError | null {
  const status = output.exit_code ?? 0;
  if (status === 0 || status > OWN_STATUS_MAX) return null;
  const text = plainText(output.stderr.subarray(-TAIL_SIZE_BYTES));
  const detail = cut(errorLine(text), DETAIL_LENGTH_MAX);
  if (SESSION_GONE.test(text))
    return { failure_class: 'attempt_lost', detail, retry_after_ms: null };
  const now = output.ended_at;
  const printed = printedError({ text, now });
  if (printed !== null) return printed;
  const own = classifyError({ status: null, text: detail, now });
  const known = own.failure_class !== 'runner_non_zero_exit' && !isProviders(own.failure_class);
  return known ? own : { ...own, failure_class: 'runner_bad_configuration', retry_after_ms: null };
}

/** The last line that says it is an error, else the last one. */
export function errorLine(text: string): string {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return lines.findLast((line) => /^error\b/i.test(line)) ?? lines.at(-1) ?? '';
}
