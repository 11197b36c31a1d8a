import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { clip } from '../support/text.ts';
import { fromRuns, learningErrors, learningOutput, wanted } from './support/learning-fields.ts';
import { requestLearning } from './support/learning-request.ts';

const TITLE_BYTES_MAX = 80;

export const skillsCreate = defineOperation({
  name: 'skills_create',
  title: 'Have a skill written',
  summary: 'Ask the learning loop to write a skill for a situation that no skill covers.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    why: wanted,
    runs: fromRuns,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: learningOutput,
  errors: learningErrors,
  positional: ['why'],
  paths: [],
  examples: [
    {
      title: 'A situation that comes again and again',
      input: { why: 'How to change the schema of a database that is in use.' },
      output: { already: false },
    },
  ],
  async run(context, { why, runs = [], dry_run, request_key }) {
    const title = `Write a skill: ${clip(why.replace(/\s+/g, ' ').trim(), TITLE_BYTES_MAX)}`;
    const wish = { title, action: 'create', skill: null, prose: why, runs } as const;
    return requestLearning(context, wish, { dry_run, request_key });
  },
});
