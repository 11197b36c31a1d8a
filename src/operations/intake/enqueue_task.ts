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

const KIND = { operation: 'enqueue_task', family: 'task' };

export const enqueueTask = defineOperation({
  name: 'enqueue_task',
  title: 'Put a task in the queue, without planning',
  summary:
    'Hand over a piece of work that needs no plan: it is built and checked, and closed only with ' +
    'the spec that it names.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ ...sourceFields, ...callFields }),
  output: z.looseObject(enqueuedFields),
  errors: enqueueErrors,
  positional: ['path'],
  paths: ['path'],
  reads: SOURCE_FILE,
  content: ['document'],
  alias: 'queue add-task',
  examples: [
    {
      title: 'A task of its own',
      input: { title: 'Rename add to plus', acceptance: ['Check: `npm test`'] },
      output: { already: false, checks: ['npm test'] },
    },
  ],
  async run(context, given) {
    const enqueued = await enqueue(context, given, KIND);
    return enqueuedAnswer(context, enqueued, KIND, given.dry_run === true);
  },
});
