import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { fromRuns, learningErrors, learningOutput, wanted } from './support/learning-fields.ts';
import { requestLearning } from './support/learning-request.ts';
import { skillId } from './support/skill-fields.ts';

export const skillsImprove = defineOperation({
  name: 'skills_improve',
  title: 'Have a skill made better',
  summary: 'Ask the learning loop to look at runs and to propose a better text for a skill.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    skill: skillId,
    why: wanted.optional(),
    runs: fromRuns,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: learningOutput,
  errors: [...learningErrors, 'revision_refused'],
  positional: ['skill', 'why'],
  paths: [],
  examples: [
    {
      title: 'The builder runs only some of the tests',
      input: { skill: 'building', why: 'It ran one test file and said that all pass.' },
      output: { already: false },
    },
  ],
  async run(context, { skill, why, runs = [], dry_run, request_key }) {
    const { description } = (await context.runtime()).skill(skill);
    const prose = why ?? `Find out what would make the skill ${skill} better: ${description}`;
    const wish = {
      title: `Improve the skill ${skill}`,
      action: 'improve',
      skill,
      prose,
      runs,
    } as const;
    return requestLearning(context, wish, { dry_run, request_key });
  },
});
