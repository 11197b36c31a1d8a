import { z } from 'zod';
import { harnessKeys, permission } from '../../plan/index.ts';
import type { HarnessSettings } from '../harness/definition.ts';
import { effort, harnessTable, program, word } from '../harness/table.ts';

const piRunner = z.strictObject({
  ...harnessKeys,
  adapter: z.literal('pi_rpc'),
  /** Of the models that stages name; null = the first of its own that has them. */
  provider: z.string().min(1).nullable(),
  /** Of stages that name no thinking level. */
  thinking: z.string().min(1).nullable(),
  /** Whether it loads extensions, prompt templates and themes of the user and the repository. */
  extensions: z.boolean(),
  prompt_templates: z.boolean(),
  themes: z.boolean(),
});
export type PiRunner = z.infer<typeof piRunner>;

/** A switch that leaves something out unless the config says otherwise. */
const off = (description: string) => z.boolean().default(true).describe(description);

const piTable = harnessTable.extend({
  command: program('pi'),
  permission_default: permission.default('maximum').describe('Nothing else is possible.'),
  permission_by_stage: harnessTable.shape.permission_by_stage.describe(
    'By node or stage kind; nothing but `maximum` is possible.',
  ),
  permission_by_model: harnessTable.shape.permission_by_model.describe(
    'By model; nothing but `maximum` is possible.',
  ),
  telemetry: harnessTable.shape.telemetry.describe(
    'The harness may report about its use to its maker, and look for updates.',
  ),
  provider: word
    .optional()
    .describe(
      'Provider of the models that stages name; a stage without one runs on what Pi itself prefers.',
    ),
  thinking: z
    .enum(['off', 'minimal', ...effort.options])
    .optional()
    .describe(
      'Of stages that name no thinking level: `off`, `minimal`, `low`, `medium`, `high`, `xhigh`.',
    ),
  disable_context_files: off('Leaves out the instruction files of the repository.'),
  disable_skills: off('Leaves out its own skills.'),
  disable_extensions: off('Leaves out its extensions; one that `args` names with `-e` is loaded.'),
  disable_prompt_templates: off('Leaves out its prompt templates.'),
  disable_themes: off('Leaves out its themes.'),
});
type PiTable = z.infer<typeof piTable>;

export const piSettings: HarnessSettings<PiTable, PiRunner> = {
  table_name: 'pi',
  table: piTable,
  runner: piRunner,
  toRunner,
  subcommand: null,
  reserved_flags: [
    '--mode',
    '--print',
    '-p',
    '--provider',
    '--model',
    '--models',
    '--api-key',
    '--thinking',
    '--no-session',
    '--session',
    '--session-dir',
    '--fork',
    '--continue',
    '-c',
    '--resume',
    '-r',
    '--no-context-files',
    '-nc',
    '--no-skills',
    '-ns',
    '--no-extensions',
    '-ne',
    '--no-prompt-templates',
    '-np',
    '--no-themes',
    '--offline',
    '--export',
    '--list-models',
    '--help',
    '-h',
    '--version',
    '-v',
  ],
  permission_levels: ['maximum'],
  permission_limit: 'has no sandbox and asks nobody',
  names_effort: false,
  retired_keys: {
    event_log_policy: 'The events of every attempt are kept until gc lets them go.',
  },
  problems: () => [],
};

/** Its own table says what is off; a plan says what is on, as for all harnesses. */
function toRunner(table: PiTable): PiRunner {
  const { disable_context_files, disable_skills, ...more } = table;
  const { disable_extensions, disable_prompt_templates, disable_themes, ...rest } = more;
  return {
    adapter: 'pi_rpc',
    ...rest,
    provider: rest.provider ?? null,
    thinking: rest.thinking ?? null,
    context_files: !disable_context_files,
    skills: !disable_skills,
    extensions: !disable_extensions,
    prompt_templates: !disable_prompt_templates,
    themes: !disable_themes,
  };
}
