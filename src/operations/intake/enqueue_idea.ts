import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { enqueue, enqueuedAnswer } from '../support/enqueue.ts';
import {
  callFields,
  enqueuedFields,
  enqueueErrors,
  SOURCE_FILE,
  sourceFields,
} from '../support/enqueue-fields.ts';

const KIND = { operation: 'enqueue_idea', family: null, is_idea: true } as const;

export const enqueueIdea = defineOperation({
  name: 'enqueue_idea',
  title: 'Hand over an idea, as short as it is',
  summary:
    'Hand over what you want in your own words. Where nothing says what must hold, planning writes ' +
    'it and you are asked.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ ...sourceFields, ...callFields }),
  output: z.looseObject(enqueuedFields),
  errors: enqueueErrors,
  positional: ['path'],
  paths: ['path'],
  reads: SOURCE_FILE,
  content: ['document'],
  alias: 'queue add-idea',
  examples: [
    {
      title: 'A few words',
      input: { title: 'Dark mode', prose: 'The screen is too bright at night.' },
      output: { already: false },
    },
  ],
  async run(context, given) {
    const enqueued = await enqueue(context, given, KIND);
    return enqueuedAnswer(context, enqueued, KIND, given.dry_run === true);
  },
});
