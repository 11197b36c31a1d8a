import { z } from 'zod';
import type { QuestionView } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput } from './support/revise-fields.ts';

export const answer = defineOperation({
  name: 'answer',
  title: 'Answer a question',
  summary:
    'Answer what a stage asked. Work that waits for it goes on with the answer in its hands.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    question: z.string().min(1).max(20).describe('answer: id of an open question.'),
    text: z.string().min(1).max(4000).describe('note, answer: what is meant.'),
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['question', 'text'],
  paths: [],
  examples: [
    {
      title: 'By the number of an option',
      input: { question: 'Q1', text: '2' },
      output: { applied: true },
    },
  ],
  async run(context, { question, text, dry_run, request_key }) {
    const runtime = await context.runtime();
    const asked = runtime.questions().find(({ id }) => id === question);
    const is_person = !dry_run && asked !== undefined && (await confirmed(context, asked));
    return revise(context, { name: 'answer', question, text, is_person }, { dry_run, request_key });
  },
});

/** A person is asked for only where the question wants one. */
async function confirmed(
  { confirm }: { confirm(what: string, id: string): Promise<boolean> },
  { id, question, needs_person }: QuestionView,
): Promise<boolean> {
  return needs_person && confirm(`Only a person may answer: ${question}`, id);
}
