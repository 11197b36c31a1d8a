import { z } from 'zod';
import type { Runtime } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

const input = z.strictObject({
  work,
  document: z.string().min(1).max(1_048_576).optional().describe('amend: the spec, whole.'),
  items: z
    .array(z.string().min(2).max(4000))
    .min(1)
    .max(50)
    .optional()
    .describe('amend: "A2: new text", "A: one more", "A2:" to remove it.'),
  version: z.number().min(1).optional().describe('amend: of the contract.'),
  reason,
  dry_run: dryRun,
  request_key: requestKey,
});

export const amend = defineOperation({
  name: 'amend',
  title: 'Amend a contract',
  summary:
    'Change a contract: by items, or with the whole spec as it is to be. ' +
    'What may promise less is asked of a person.',
  effect: 'write',
  idempotent: false,
  input,
  output: reviseOutput,
  errors: [...reviseErrors, 'document_invalid', 'document_too_large', 'id_invalid'],
  positional: ['work', 'document'],
  paths: [],
  content: ['document'],
  texts: { document: 'File with the whole spec as it is to be, or - for standard input.' },
  edits: 'Open the spec in $VISUAL or $EDITOR, show what differs, ask, and amend.',
  examples: [
    {
      title: 'One more thing that must hold',
      input: { work: 'add-a-subtract-function', items: ['A: subtract(3, 5) is -2'] },
      output: { applied: true },
    },
  ],
  async run(context, given) {
    const { work: root, version = null, reason: why, dry_run, request_key } = given;
    const runtime = await context.runtime();
    const change = await changeOf(runtime, given);
    const asked = { name: 'amend', work: root, ...change, version } as const;
    const command = { ...asked, reason: why ?? DEFAULT_REASON, is_person: false };
    const { lines, person_id } = runtime.preview(command);
    const wants = !dry_run && person_id !== undefined;
    const what = `This may promise less than before:\n${lines.join('\n')}`;
    const is_person = wants && (await context.confirm(what, person_id));
    return revise(context, { ...command, is_person }, { dry_run, request_key });
  },
});

/** In exactly one way. */
async function changeOf(
  runtime: Runtime,
  { work: root, items, document }: z.output<typeof input>,
): Promise<{ items: readonly string[]; document?: string }> {
  if ((items === undefined) === (document === undefined)) {
    throw new MillraceError('input_invalid', {
      what: 'amend needs to know what changes in exactly one way',
      expected: 'items, or the whole spec as document',
      next: 'Call amend again with one of them.',
    });
  }
  if (document === undefined) return { items: items ?? [] };
  return { items: [], document: await runtime.amendment({ work: root, text: document }) };
}
