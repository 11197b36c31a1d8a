import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { readErrors } from '../support/fields.ts';
import { nextOfSkills, skillRows, skillsOutput } from './support/skill-rows.ts';

export const skillsSearch = defineOperation({
  name: 'skills_search',
  title: 'Search the skills',
  summary: 'Find skills by a word in their id, description or text.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    words: z
      .string()
      .min(1)
      .max(200)
      .regex(/\S/, { message: 'must hold a word' })
      .describe('Any case; all of it has to stand there.'),
  }),
  output: skillsOutput,
  errors: readErrors,
  positional: ['words'],
  paths: [],
  examples: [
    {
      title: 'Who is told about tests?',
      input: { words: 'test first' },
      output: { skills: [{ id: 'building' }], skills_total: 1 },
    },
  ],
  async run(context, { words }) {
    const runtime = await context.runtime();
    const { skills, simulated } = runtime.skills();
    const wanted = words.toLowerCase().trim();
    const found = skills.filter(({ id, description }) => {
      const text = `${id}\n${description}\n${runtime.skill(id).text}`;
      return text.toLowerCase().includes(wanted);
    });
    return {
      skills: skillRows(found),
      skills_total: found.length,
      simulated,
      next: found.length === 0 ? 'None has it. Call skills_list.' : nextOfSkills(found),
    };
  },
});
