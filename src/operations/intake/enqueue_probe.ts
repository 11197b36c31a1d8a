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

const KIND = { operation: 'enqueue_probe', family: 'probe' };

export const enqueueProbe = defineOperation({
  name: 'enqueue_probe',
  title: 'Have something looked into before anything is planned',
  summary:
    'Hand over a question or a request whose size nobody knows. A stage looks into it: it is answered, ' +
    'or goes on as a task or a spec. Needs a mode with probes.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ ...sourceFields, ...callFields }),
  output: z.looseObject(enqueuedFields),
  errors: enqueueErrors,
  positional: ['path'],
  paths: ['path'],
  reads: SOURCE_FILE,
  content: ['document'],
  alias: 'queue add-probe',
  also: ['add-probe'],
  examples: [
    {
      title: 'A question',
      input: { title: 'Why is the export slow?', prose: 'It takes a minute for 1,000 rows.' },
      output: { already: false },
    },
  ],
  async run(context, given) {
    const enqueued = await enqueue(context, given, KIND);
    return enqueuedAnswer(context, enqueued, KIND, given.dry_run === true);
  },
});
