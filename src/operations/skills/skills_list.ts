import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { readErrors } from '../support/fields.ts';
import { nextOfSkills, skillRows, skillsOutput } from './support/skill-rows.ts';

export const skillsList = defineOperation({
  name: 'skills_list',
  title: 'List the skills',
  summary:
    'List the skills of this workspace, which stages work by them, and what waits for a decision.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output: skillsOutput,
  errors: readErrors,
  positional: [],
  paths: [],
  examples: [
    {
      title: 'What do stages work by?',
      input: {},
      output: { skills: [{ id: 'building', origin: 'own' }], skills_total: 1 },
    },
  ],
  async run(context) {
    const { skills, simulated } = (await context.runtime()).skills();
    return {
      skills: skillRows(skills),
      skills_total: skills.length,
      simulated,
      next: nextOfSkills(skills),
    };
  },
});
