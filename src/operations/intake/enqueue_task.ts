import { defineEnqueue } from '../support/define-enqueue.ts';

export const enqueueTask = defineEnqueue(
  {
    name: 'enqueue_task',
    title: 'Put a task in the queue, without planning',
    summary:
      'Hand over a piece of work that needs no plan: it is built and checked, and closed only with ' +
      'the spec that it names.',
    alias: 'queue add-task',
    examples: [
      {
        title: 'A task of its own',
        input: { title: 'Rename add to plus', acceptance: ['Check: `npm test`'] },
        output: { already: false, checks: ['npm test'] },
      },
    ],
  },
  { family: 'task' },
);
