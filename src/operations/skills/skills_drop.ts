import { z } from 'zod';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { decideSkill, skillErrors, skillId, skillOutput } from './support/skill-fields.ts';

export const skillsDrop = defineOperation({
  name: 'skills_drop',
  title: 'Let go of a text that waits',
  summary:
    'Drop the text that waits for a skill. The reason is kept, and the skill stays as it is.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({ skill: skillId, reason, dry_run: dryRun, request_key: requestKey }),
  output: skillOutput,
  errors: skillErrors,
  positional: ['skill'],
  paths: [],
  examples: [
    {
      title: 'It holds for this project only',
      input: { skill: 'building', reason: 'too particular' },
      output: { applied: true },
    },
  ],
  run: (context, { skill, reason: why = 'no reason given', dry_run, request_key }) =>
    decideSkill(context, { name: 'drop_skill', skill, reason: why }, { dry_run, request_key }),
});
