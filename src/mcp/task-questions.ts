import { type InputRequests, inputRequired } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { JsonObject } from '../operations/support/define.ts';
import { clip } from '../operations/support/text.ts';
import type { QuestionView, Runtime } from '../runtime/api/index.ts';

export type Asked = Pick<QuestionView, 'id' | 'root' | 'question' | 'options'>;

/** Forms that a person is shown at once. */
const FORMS_MAX = 5;
const MESSAGE_LENGTH_MAX = 2000;

/** Open questions of one root, or of all. */
export function askedOf(runtime: Pick<Runtime, 'questions'>, root: string | null): Asked[] {
  const open = runtime.questions().filter((one) => root === null || one.root === root);
  return open.slice(0, FORMS_MAX);
}

/** By the id of each question, which is never used again. */
export function inputRequests(asked: readonly Asked[]): InputRequests {
  return Object.fromEntries(asked.map((one) => [one.id, formOf(one)]));
}

function formOf({ root, question, options }: Asked) {
  const title = 'Your answer';
  const answer =
    options.length === 0
      ? { type: 'string' as const, title, minLength: 1, maxLength: 4000 }
      : { type: 'string' as const, title, enum: [...options] };
  return inputRequired.elicit({
    message: clip(`${root}: ${question}`, MESSAGE_LENGTH_MAX),
    requestedSchema: { type: 'object', properties: { answer }, required: ['answer'] },
  });
}

const filled = z.looseObject({
  action: z.literal('accept'),
  content: z.looseObject({ answer: z.string().min(1).max(4000) }),
});

/** What was filled in for a question that is open. Declined forms are no answers. */
export function givenAnswers(asked: readonly Asked[], responses: JsonObject) {
  return asked.flatMap(({ id }) => {
    const given = filled.safeParse(responses[id]);
    return given.success ? [{ question: id, text: given.data.content.answer }] : [];
  });
}
