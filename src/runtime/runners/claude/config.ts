import { z } from 'zod';
import { harnessKeys, permission } from '../../plan/index.ts';
import type { HarnessSettings } from '../harness/definition.ts';
import {
  effort,
  handBackKeys,
  harnessTable,
  names,
  program,
  sandboxKeys,
} from '../harness/table.ts';

const RETRIES_MAX = 10;
const API_TIMEOUT_MS_MAX = 3_600_000;

const settingSource = z.enum(['user', 'project', 'local']);

const claudeRunner = z.strictObject({
  ...harnessKeys,
  adapter: z.literal('claude_cli'),
  /** Folders besides the work directory that its tools may write to. */
  add_dirs: z.array(z.string()),
  /** A plan of before there were these keys uses neither. */
  stage_mcp: z.boolean().default(false),
  typed_result: z.boolean().default(false),
  /** Of stages that name no thinking level. */
  effort: z.string().min(1).nullable(),
  /** Settings files that it reads. The login is used either way. */
  setting_sources: z.array(settingSource),
  /** MCP server files; servers that are configured elsewhere are not loaded. */
  mcp_config: z.array(z.string().min(1)),
  /** Tries of one model request before the harness gives up and the runtime rests. */
  retries_max: z.number().min(0),
  /** How long it waits for the first byte of an answer. */
  api_timeout_ms: z.number().min(1000),
});
export type ClaudeRunner = z.infer<typeof claudeRunner>;

const claudeTable = harnessTable.extend({
  command: program('claude'),
  ...sandboxKeys,
  ...handBackKeys,
  effort: z
    .enum([...effort.options, 'max'])
    .optional()
    .describe('Of stages that name no thinking level: `low`, `medium`, `high`, `xhigh`, `max`.'),
  setting_sources: z
    .array(settingSource)
    .max(settingSource.options.length)
    .default([])
    .describe(
      'Settings files that it reads: `user`, `project`, `local`. The login is used either way.',
    ),
  mcp_config: names
    .default([])
    .describe('MCP server files; servers that are configured elsewhere are not loaded.'),
  retries_max: z
    .int()
    .min(0)
    .max(RETRIES_MAX)
    .default(3)
    .describe(`Tries of one model request, 0 to ${RETRIES_MAX}, before the runtime rests.`),
  api_timeout_ms: z
    .int()
    .min(1000)
    .max(API_TIMEOUT_MS_MAX)
    .default(300_000)
    .describe('How long it waits for the first byte of an answer.'),
});

export const claudeSettings: HarnessSettings<z.infer<typeof claudeTable>, ClaudeRunner> = {
  table_name: 'claude',
  table: claudeTable,
  runner: claudeRunner,
  toRunner: (table) => ({ adapter: 'claude_cli', ...table, effort: table.effort ?? null }),
  subcommand: null,
  reserved_flags: [
    '--print',
    '-p',
    '--output-format',
    '--input-format',
    '--include-partial-messages',
    '--replay-user-messages',
    '--verbose',
    '--json-schema',
    '--model',
    '--effort',
    '--permission-mode',
    '--dangerously-skip-permissions',
    '--continue',
    '-c',
    '--resume',
    '-r',
    '--session-id',
    '--fork-session',
    '--from-pr',
    '--no-session-persistence',
    '--setting-sources',
    '--strict-mcp-config',
    '--mcp-config',
    '--add-dir',
    '--disable-slash-commands',
    '--worktree',
    '-w',
    '--tmux',
    '--background',
    '--bg',
    '--remote-control',
    '--teleport',
    '--help',
    '-h',
    '--version',
    '-v',
  ],
  permission_levels: permission.options,
  permission_limit: '',
  names_effort: false,
  retired_keys: {},
  problems: () => [],
};
