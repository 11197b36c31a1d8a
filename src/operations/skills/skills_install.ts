import { basename } from 'node:path';
import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun } from '../support/revise-fields.ts';
import { decideSkill, skillErrors, skillOutput } from '../support/skill-fields.ts';

export const skillsInstall = defineOperation({
  name: 'skills_install',
  title: 'Install a skill from a folder',
  summary:
    'Copy a folder with a SKILL.md into the skills of the workspace. Nothing in it is ever run.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    path: z.string().min(1).max(4096).describe('Folder of the skill; its name is the id.'),
    replace: z
      .boolean()
      .default(false)
      .describe('Also over a skill that is there; needs a person.'),
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: skillOutput,
  errors: [...skillErrors, 'path_outside_workspace', 'path_not_readable'],
  positional: ['path'],
  paths: ['path'],
  examples: [
    {
      title: 'See what would be installed',
      input: { path: 'drafts/building', dry_run: true },
      output: { applied: false },
    },
  ],
  async run(context, { path, replace, dry_run, request_key }) {
    const files = await context.readFolder(path);
    return decideSkill(
      context,
      {
        name: 'install_skill',
        skill: basename(path),
        files,
        source: path,
        replace,
        is_person: false,
      },
      { dry_run, request_key },
    );
  },
});
