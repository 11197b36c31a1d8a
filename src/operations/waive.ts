import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

const ALL = 'all';

export const waive = defineOperation({
  name: 'waive',
  title: 'Waive an item',
  summary:
    'Let an item of a contract go, as a person in a terminal. It is not judged any more. ' +
    'With all, the spec is closed as it is.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({
    work,
    item: z.string().min(1).max(20).describe('waive: id, or all: close as it is.'),
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work', 'item'],
  paths: [],
  examples: [
    {
      title: 'It turned out not to be worth it',
      input: { work: 'add-a-subtract-function', item: 'A2', reason: 'nobody needs it' },
      output: { applied: true },
    },
    {
      title: 'It is good enough as it is',
      input: { work: 'add-a-subtract-function', item: 'all', reason: 'good enough' },
      output: { applied: true },
    },
  ],
  async run(context, { work: root, item, reason: why, dry_run, request_key }) {
    const command = { name: 'waive', work: root, item, reason: why ?? DEFAULT_REASON } as const;
    // What cannot be done is said before anybody is asked to type something.
    const { detail } = (await context.runtime()).preview({ ...command, is_person: true });
    const typed = item === ALL ? root : item;
    const is_person = dry_run || (await context.confirm(`With this ${detail}.`, typed));
    return revise(context, { ...command, is_person }, { dry_run, request_key });
  },
});
