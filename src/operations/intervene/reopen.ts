import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, target } from '../support/revise-fields.ts';

export const reopen = defineOperation({
  name: 'reopen',
  title: 'Take a closed spec up again',
  summary:
    'Queue a follow-up of a spec that was closed or withdrawn, with the same text and a lineage of its ' +
    'own. Its verdicts and report stay.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    work: target,
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  examples: [
    {
      title: 'It turned out not to hold',
      input: { work: 'add-a-subtract-function', reason: 'negative numbers fail', dry_run: true },
      output: { applied: false },
    },
  ],
  run: (context, { work, reason: why, dry_run, request_key }) =>
    revise(
      context,
      { name: 'reopen', work, reason: why ?? DEFAULT_REASON },
      { dry_run, request_key },
    ),
});
