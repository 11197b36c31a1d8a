import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

export const prioritize = defineOperation({
  name: 'prioritize',
  title: 'Put work first',
  summary: 'Put a queued spec or task first.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({ work, reason, dry_run: dryRun, request_key: requestKey }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  examples: [
    {
      title: 'It is urgent now',
      input: { work: 'add-a-subtract-function', reason: 'a customer waits' },
      output: { applied: true },
    },
  ],
  run: (context, { work: first, reason: why, dry_run, request_key }) =>
    revise(
      context,
      { name: 'prioritize', work: first, reason: why ?? DEFAULT_REASON },
      { dry_run, request_key },
    ),
});
