import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { control, controlErrors, controlOutput, reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';

export const retryBlocked = defineOperation({
  name: 'retry_blocked',
  title: 'Retry a blocked work item',
  summary:
    'Put a blocked work item back in its queue, attempts reset, or have a blocked closure judged again.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    item: z
      .string()
      .min(1)
      .max(220)
      .describe('Blocked work item, or spec whose closure is blocked.'),
    reason,
    request_key: requestKey,
  }),
  output: controlOutput,
  errors: controlErrors,
  positional: ['item'],
  paths: [],
  alias: 'queue retry-blocked',
  examples: [
    {
      title: 'Its cause is fixed',
      input: { item: 'task/one', reason: 'the database is up again' },
      output: { applied: true },
    },
  ],
  run: (context, { item, reason: why, request_key }) =>
    control(context, { name: 'requeue', item, reason: why ?? DEFAULT_REASON }, request_key),
});
