import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { decideSkill, skillErrors, skillId, skillOutput } from './support/skill-fields.ts';

export const skillsPromote = defineOperation({
  name: 'skills_promote',
  title: 'Take the text that a stage proposed',
  summary:
    'Take the text that waits for a skill, as a person in a terminal. It is written between runs.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({ skill: skillId, dry_run: dryRun, request_key: requestKey }),
  output: skillOutput,
  errors: skillErrors,
  positional: ['skill'],
  paths: [],
  examples: [
    {
      title: 'See what it would change',
      input: { skill: 'building', dry_run: true },
      output: { applied: false },
    },
    { title: 'Take it', input: { skill: 'building' }, output: { applied: true } },
  ],
  run: (context, { skill, dry_run, request_key }) =>
    decideSkill(
      context,
      { name: 'promote_skill', skill, is_person: false },
      { dry_run, request_key },
    ),
});
