import { z } from 'zod';
import { harnessKeys, permission } from '../../plan/index.ts';
import { cut } from '../../text/cut.ts';
import type { HarnessSettings, SettingProblem } from '../harness/definition.ts';
import {
  effort,
  handBackKeys,
  harnessTable,
  names,
  program,
  sandboxKeys,
  word,
  words,
} from '../harness/table.ts';

const codexRunner = z.strictObject({
  ...harnessKeys,
  adapter: z.literal('codex_cli'),
  /** Folders besides the work directory that its sandbox lets the model write to. */
  add_dirs: z.array(z.string()),
  /** A plan of before there were these keys uses neither. */
  stage_mcp: z.boolean().default(false),
  typed_result: z.boolean().default(false),
  profile: z.string().min(1).nullable(),
  /** Of stages that name no thinking level. */
  model_reasoning_effort: z.string().min(1).nullable(),
  skip_git_repo_check: z.boolean(),
  /** `key=value` items for its `-c`. */
  extra_config: z.array(z.string()),
  /** Whether it reads the user's own config file. The login is used either way. */
  user_config: z.boolean(),
  /** Features of it that are switched off; which ones it knows depends on its version. */
  disable_features: z.array(z.string().min(1)),
});
export type CodexRunner = z.infer<typeof codexRunner>;

const codexTable = harnessTable.extend({
  command: program('codex'),
  args: words.default(['exec']).describe('First arguments.'),
  ...sandboxKeys,
  ...handBackKeys,
  profile: word.optional().describe('Profile of its own config.'),
  model_reasoning_effort: effort
    .optional()
    .describe('Of stages that name no thinking level: `low`, `medium`, `high`, `xhigh`.'),
  skip_git_repo_check: z
    .boolean()
    .default(true)
    .describe('Runs outside of git repositories as well.'),
  extra_config: words.default([]).describe('Further `key=value` settings.'),
  user_config: z
    .boolean()
    .default(true)
    .describe("Reads the user's own config file. The login is used either way."),
  disable_features: names
    .default(['plugins', 'unbounded_connection_retries'])
    .describe('Features of it that are switched off.'),
});

export const codexSettings: HarnessSettings<z.infer<typeof codexTable>, CodexRunner> = {
  table_name: 'codex',
  table: codexTable,
  runner: codexRunner,
  toRunner: (table) => ({
    adapter: 'codex_cli',
    ...table,
    profile: table.profile ?? null,
    model_reasoning_effort: table.model_reasoning_effort ?? null,
  }),
  subcommand: 'exec',
  reserved_flags: [
    'resume',
    'fork',
    'review',
    '--config',
    '-c',
    '--json',
    '--output-last-message',
    '-o',
    '--output-schema',
    '--color',
    '--model',
    '-m',
    '--profile',
    '-p',
    '--sandbox',
    '-s',
    '--full-auto',
    '--approve-for-me',
    '--dangerously-bypass-approvals-and-sandbox',
    '--cd',
    '-C',
    '--worktree',
    '--ephemeral',
    '--ignore-user-config',
    '--skip-git-repo-check',
    '--help',
    '-h',
    '--version',
    '-V',
  ],
  permission_levels: permission.options,
  permission_limit: '',
  names_effort: true,
  retired_keys: {},
  problems: ({ extra_config }) => extra_config.flatMap(itemProblem),
};

const ITEM_LENGTH_SHOWN_MAX = 80;

/** Keys of its own config that have a setting of their own here. */
const KEYS_WITH_SETTING: ReadonlyMap<string, string> = new Map([
  ['model', 'model under [stages]'],
  ['model_reasoning_effort', 'thinking_level under [stages], or model_reasoning_effort'],
  ['sandbox_mode', 'permission_default'],
  ['approval_policy', 'permission_default'],
  ['project_doc_max_bytes', 'context_files'],
]);

function itemProblem(item: string, index: number): SettingProblem[] {
  const path = ['extra_config', index];
  const key = /^([A-Za-z0-9_."-]+)=/.exec(item)?.[1];
  if (key === undefined) {
    const shown = JSON.stringify(cut(item, ITEM_LENGTH_SHOWN_MAX));
    const what = `${shown} is not an item of the form key=value.`;
    return [{ path, what, next: 'Write key=value, the value as TOML.' }];
  }
  const instead = KEYS_WITH_SETTING.get(key);
  if (instead === undefined) return [];
  return [{ path, what: `The key ${key} is set by the runner itself.`, next: `Use ${instead}.` }];
}
