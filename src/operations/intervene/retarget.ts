import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, target } from '../support/revise-fields.ts';

const dependency = z.string().min(1).max(220);

export const retarget = defineOperation({
  name: 'retarget',
  title: 'Have work wait for other work',
  summary: 'Replace one dependency of queued or blocked work, or drop it. A circle is refused.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    work: target,
    from: dependency.describe('Work that it waits for now.'),
    to: dependency.optional().describe('Work that it waits for instead. Default: none.'),
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  alias: 'queue retarget-dependency',
  examples: [
    {
      title: 'What it waits for was withdrawn',
      input: { work: 'task/two', from: 'task/one', dry_run: true },
      output: { applied: false },
    },
  ],
  run: (context, { work, from, to, reason: why, dry_run, request_key }) => {
    const because = why ?? DEFAULT_REASON;
    const command = { name: 'retarget', work, from, to: to ?? null, reason: because } as const;
    return revise(context, command, { dry_run, request_key });
  },
});
