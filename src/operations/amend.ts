import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

export const amend = defineOperation({
  name: 'amend',
  title: 'Amend a contract',
  summary: 'Change, add or remove items of a contract. What may promise less is asked of a person.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    work,
    items: z
      .array(z.string().min(2).max(4000))
      .min(1)
      .max(50)
      .describe('amend: "A2: new text", "A: one more", "A2:" to remove it.'),
    version: z.number().min(1).optional().describe('amend: of the contract. Default: the newest.'),
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
      title: 'One more thing that must hold',
      input: { work: 'add-a-subtract-function', items: ['A: subtract(3, 5) is -2'] },
      output: { applied: true },
    },
  ],
  async run(context, { work: root, items, version = null, reason: why, dry_run, request_key }) {
    const runtime = await context.runtime();
    const asked = { name: 'amend', work: root, items, version } as const;
    const command = { ...asked, reason: why ?? DEFAULT_REASON, is_person: false };
    const { lines, person_id } = runtime.preview(command);
    const wants = !dry_run && person_id !== undefined;
    const what = `This may promise less than before:\n${lines.join('\n')}`;
    const is_person = wants && (await context.confirm(what, person_id));
    return revise(context, { ...command, is_person }, { dry_run, request_key });
  },
});
