import { defineEnqueue } from '../support/define-enqueue.ts';

export const enqueueIdea = defineEnqueue(
  {
    name: 'enqueue_idea',
    title: 'Hand over an idea, as short as it is',
    summary:
      'Hand over what you want in your own words. Where nothing says what must hold, planning writes ' +
      'it and you are asked.',
    alias: 'queue add-idea',
    examples: [
      {
        title: 'A few words',
        input: { title: 'Dark mode', prose: 'The screen is too bright at night.' },
        output: { already: false },
      },
    ],
  },
  { family: null, is_idea: true },
);
