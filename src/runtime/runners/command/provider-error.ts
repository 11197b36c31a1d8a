import type { HarnessError } from '../harness/failures.ts';
import { printedError } from '../harness/printed-error.ts';
import { plainText } from '../harness/text.ts';
import type { AttemptOutput } from '../harness/types.ts';

/** Only the last words of a failed program count: earlier ones may quote anything. */
const TAIL_SIZE_BYTES = 2048;

/** What a failed program says on stderr about its provider; null when the trouble is its own. */
export function providerTroubleIn(output: AttemptOutput): HarnessError | null {
  if (output.exit_code === 0) return null;
  const text = plainText(output.stderr.subarray(-TAIL_SIZE_BYTES));
  const trouble = printedError({ text, now: output.ended_at });
  return trouble?.failure_class.startsWith('provider_') === true ? trouble : null;
}
