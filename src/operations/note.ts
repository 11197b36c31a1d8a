import { z } from 'zod';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

export const note = defineOperation({
  name: 'note',
  title: 'Leave a note',
  summary: 'Tell every later stage of a lineage something.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    work,
    text: z.string().min(1).max(4000).describe('note, answer: what is meant.'),
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work', 'text'],
  paths: [],
  examples: [
    {
      title: 'A word for whoever builds it',
      input: { work: 'add-a-subtract-function', text: 'Keep Node 20 working.' },
      output: { applied: true },
    },
  ],
  run: (context, { work: about, text, dry_run, request_key }) =>
    revise(context, { name: 'note', work: about, text }, { dry_run, request_key }),
});
