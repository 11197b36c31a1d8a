import { defineEnqueue } from '../support/define-enqueue.ts';

export const enqueueProbe = defineEnqueue(
  {
    name: 'enqueue_probe',
    title: 'Have something looked into before anything is planned',
    summary:
      'Hand over a question or a request whose size nobody knows. A stage looks into it: it is answered, ' +
      'or goes on as a task or a spec. Needs a mode with probes.',
    alias: 'queue add-probe',
    also: ['add-probe'],
    examples: [
      {
        title: 'A question',
        input: { title: 'Why is the export slow?', prose: 'It takes a minute for 1,000 rows.' },
        output: { already: false },
      },
    ],
  },
  { family: 'probe' },
);
