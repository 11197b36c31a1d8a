import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import {
  agreeTo,
  dryRun,
  revise,
  reviseErrors,
  reviseOutput,
  target,
} from '../support/revise-fields.ts';

export const supersede = defineOperation({
  name: 'supersede',
  title: 'Put other work in the place of a work item',
  summary:
    'End queued or blocked work because other work takes its place. What waits for it waits for the other, ' +
    'or ends as well.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({
    work: target,
    replacement: z.string().min(1).max(220).describe('Work that takes its place.'),
    cascade: z
      .enum(['retarget', 'withdraw'])
      .default('retarget')
      .describe('What becomes of the work that waits for it.'),
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work', 'replacement'],
  paths: [],
  values: { cascade: { cancel: 'withdraw' } },
  alias: 'queue supersede',
  examples: [
    {
      title: 'What would follow?',
      input: { work: 'task/one', replacement: 'task/two', dry_run: true },
      output: { applied: false },
    },
  ],
  async run(context, { work, replacement, cascade, reason: why, dry_run, request_key }) {
    const command = {
      name: 'supersede',
      work,
      replacement,
      cascade,
      reason: why ?? DEFAULT_REASON,
    } as const;
    if (!dry_run)
      await agreeTo(context, command, `End ${work} because ${replacement} takes its place?`);
    return revise(context, command, { dry_run, request_key });
  },
});
