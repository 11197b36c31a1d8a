import { z } from 'zod';
import { defineOperation } from '../support/define.ts';
import { nextField, readErrors, simulated } from '../support/fields.ts';
import { replaceField, skillId } from './support/skill-fields.ts';

export const skillsExport = defineOperation({
  name: 'skills_export',
  title: 'Export a skill',
  summary:
    'Write a skill into a folder or one zip file, which skills_install takes again as it is.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    skill: skillId,
    output: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('A path that ends in .zip, or a folder to put its folder into. Default: <id>.zip.'),
    history: z
      .boolean()
      .default(false)
      .describe('Also its versions, and what stages came to by it.'),
    shelf: z
      .boolean()
      .default(false)
      .describe('Also write an index of all skills in that folder, for others to pin.'),
    replace: replaceField,
  }),
  output: z.looseObject({
    skill: z.string().describe('Its id.'),
    path: z.string().describe('Where it was written.'),
    files: z.array(z.string()).describe('What it holds.'),
    index_sha256: z.string().optional().describe('Of the index of the shelf.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'revision_refused', 'path_outside_workspace'],
  positional: ['skill', 'output'],
  paths: ['output'],
  examples: [
    {
      title: 'Into one file',
      input: { skill: 'building', output: 'building.zip' },
      output: { skill: 'building' },
    },
  ],
  async run(context, { skill, output = `${skill}.zip`, history, shelf, replace }) {
    const runtime = await context.runtime();
    const { files } = runtime.exportSkill(skill, history);
    const saved = await context.saveSkill({ skill, files, output, replace, shelf });
    const { path, index_sha256 } = saved;
    return {
      skill,
      path,
      files: files.map((file) => file.path),
      index_sha256: index_sha256 ?? undefined,
      simulated: runtime.status().simulated,
      next:
        index_sha256 === null
          ? `Call skills_install with path ${path} in another workspace to take it there.`
          : 'Who installs from this shelf names its index.json as index in [skills], and this digest.',
    };
  },
});
