import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { decideSkill, skillErrors, skillId, skillOutput } from './support/skill-fields.ts';

export const skillsRevert = defineOperation({
  name: 'skills_revert',
  title: 'Go back to an earlier text of a skill',
  summary:
    'Put a skill back to an earlier version, as a person in a terminal. That is a version as well.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({
    skill: skillId,
    to: z
      .number()
      .min(0)
      .optional()
      .describe('Version; 0 = before the first. Default: the one before the newest.'),
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: skillOutput,
  errors: skillErrors,
  positional: ['skill'],
  paths: [],
  examples: [
    {
      title: 'The last change was a mistake',
      input: { skill: 'building' },
      output: { applied: true },
    },
  ],
  run: (context, { skill, to, dry_run, request_key }) =>
    decideSkill(
      context,
      { name: 'revert_skill', skill, to: to ?? null, is_person: false },
      { dry_run, request_key },
    ),
});
