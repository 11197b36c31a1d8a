import { z } from 'zod';
import { MillraceError } from '../../runtime/errors/errors.ts';
import type { OperationContext } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import {
  decideSkill,
  indexErrors,
  replaceField,
  skillErrors,
  skillId,
  skillOutput,
} from './support/skill-fields.ts';

export const skillsInstall = defineOperation({
  name: 'skills_install',
  title: 'Install a skill: a folder, an archive, or one of the index',
  summary:
    'Put a folder or archive with a SKILL.md, or a skill of the pinned index, into the workspace. ' +
    'Nothing in it is ever run.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    path: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('Folder of the skill, named as its id, or a zip of it.'),
    skill: skillId.optional(),
    replace: replaceField,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: skillOutput,
  errors: [...skillErrors, ...indexErrors, 'path_outside_workspace', 'path_not_readable'],
  positional: ['path'],
  paths: ['path'],
  examples: [
    {
      title: 'See what would be installed',
      input: { path: 'drafts/building', dry_run: true },
      output: { applied: false },
    },
    {
      title: 'One of the index',
      input: { skill: 'building', dry_run: true },
      output: { applied: false },
    },
  ],
  async run(context, { path, skill, replace, dry_run, request_key }) {
    const found = await foundAt(context, path, skill);
    return decideSkill(
      context,
      { name: 'install_skill', ...found, replace, is_person: false },
      { dry_run, request_key },
    );
  },
});

async function foundAt(
  context: OperationContext,
  path: string | undefined,
  skill: string | undefined,
) {
  if (path !== undefined && skill === undefined) {
    return { ...(await context.readSkill(path)), source: path.slice(-500), from_index: false };
  }
  if (skill !== undefined && path === undefined) {
    const { source, files } = await context.indexedSkill(skill);
    return { skill, files, source, from_index: true };
  }
  throw new MillraceError('input_invalid', {
    what: 'What is to be installed is not named in one way',
    expected: 'either path, a folder or an archive, or skill, an id of the index',
    next: 'Call skills_install with one of them; skills_refresh lists what the index has.',
  });
}
