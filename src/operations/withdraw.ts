import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

export const withdraw = defineOperation({
  name: 'withdraw',
  title: 'Withdraw work',
  summary: 'End (cancel) a spec with all of its work, or a task, undone. What was built stays.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({ work, reason, dry_run: dryRun, request_key: requestKey }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  also: ['cancel'],
  examples: [
    {
      title: 'It is not wanted any more',
      input: { work: 'add-a-subtract-function', reason: 'the calculator goes' },
      output: { applied: true },
    },
  ],
  run: (context, { work: ended, reason: why, dry_run, request_key }) =>
    revise(
      context,
      { name: 'withdraw', work: ended, reason: why ?? DEFAULT_REASON },
      { dry_run, request_key },
    ),
});
