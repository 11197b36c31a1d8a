import { z } from 'zod';
import { authorId, type RunnerConfig, reservedRunner } from '../runtime/plan/index.ts';

/** Limits of what a runner table may hold; all of it ends in a process's arguments and environment. */
const TEXT_LENGTH_MAX = 4096;
const LIST_LENGTH_MAX = 64;
const ENV_ENTRIES_MAX = 64;
const ENV_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]{0,127}$/;
const SILENCE_MS_MAX = 86_400_000;

const text = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .refine((value) => !value.includes('\u0000'), { message: 'must not hold a NUL character' });
const word = text.min(1);
const words = z.array(text).max(LIST_LENGTH_MAX);
const envName = z.string().regex(ENV_NAME_PATTERN);
const env = z
  .record(envName, text)
  .refine((value) => Object.keys(value).length <= ENV_ENTRIES_MAX, {
    message: `must not have more than ${ENV_ENTRIES_MAX} entries`,
  });
const permission = z.enum(['basic', 'elevated', 'maximum']);
export const effort = z.enum(['low', 'medium', 'high', 'xhigh']);

const permissions = {
  permission_default: permission.default('maximum'),
  permission_by_stage: z.record(authorId, permission).default({}),
  permission_by_model: z.record(word, permission).default({}),
};

const codexTable = z.strictObject({
  command: word.default('codex'),
  args: words.default(['exec']),
  profile: word.optional(),
  ...permissions,
  model_reasoning_effort: effort.optional(),
  skip_git_repo_check: z.boolean().default(true),
  extra_config: words.default([]),
  env: env.default({}),
});

const claudeTable = z.strictObject({
  command: word.default('claude'),
  args: words.default([]),
  ...permissions,
  env: env.default({}),
});

const piTable = z.strictObject({
  command: word.default('pi'),
  args: words.default([]),
  provider: word.optional(),
  thinking: word.optional(),
  disable_context_files: z.boolean().default(true),
  disable_skills: z.boolean().default(true),
  event_log_policy: z.enum(['failure_full', 'full']).default('failure_full'),
  env: env.default({}),
});

/** Flags of Pi that its adapter sets itself. */
export const PI_RESERVED_ARGS: readonly string[] = [
  '--mode',
  '--no-session',
  '--provider',
  '--model',
  '--thinking',
  '--no-context-files',
  '--no-skills',
];

const ownCommand = z
  .string({ error: 'the command of a runner of your own; codex, claude and pi are built in' })
  .max(TEXT_LENGTH_MAX)
  .min(1);

/** `[runners.<name>]` of any command-line agent: a command is enough. */
const commandTable = z.strictObject({
  adapter: z.literal('command').default('command'),
  command: ownCommand,
  args: words.default([]),
  prompt: z.enum(['stdin', 'file']).default('stdin'),
  final_text: z.enum(['stdout', 'file']).default('stdout'),
  env_allow: z.array(envName).max(ENV_ENTRIES_MAX).default(['PATH', 'HOME', 'LANG', 'TMPDIR']),
  env: env.default({}),
  stop: z
    .array(
      z.strictObject({
        signal: z.enum(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']),
        grace_ms: z.number().min(0).max(60_000),
      }),
    )
    .max(8)
    .default([{ signal: 'SIGTERM', grace_ms: 5000 }]),
  silence_ms: z.number().min(0).max(SILENCE_MS_MAX).default(0),
});

/** Tables with a name of their own, and the runner that each of them configures. */
export const NAMED_TABLES = { codex: 'codex_cli', claude: 'claude_cli', pi: 'pi_rpc' } as const;

/** Runs stages from a scenario file; it ships with this program. */
export const SCRIPTED_RUNNER = 'scripted';

const scriptedTable = commandTable.extend({
  command: word.default('{node}'),
  args: words.default(['{millrace}', 'scripted-harness']),
  env_allow: commandTable.shape.env_allow
    .unwrap()
    .default(['PATH', 'HOME', 'MILLRACE_SCENARIO', 'LANG', 'TMPDIR']),
  stop: commandTable.shape.stop.unwrap().default([
    { signal: 'SIGINT', grace_ms: 3000 },
    { signal: 'SIGTERM', grace_ms: 3000 },
  ]),
});

export const runnersTable = z
  .object({
    default_runner: authorId.default('codex_cli'),
    codex: codexTable.prefault({}),
    claude: claudeTable.prefault({}),
    pi: piTable.prefault({}),
    [SCRIPTED_RUNNER]: scriptedTable.prefault({}),
  })
  .catchall(commandTable);
export type RunnersTable = z.infer<typeof runnersTable>;

/** Runner name -> its config, those that ship included. */
export function runnersOf(table: RunnersTable): Record<string, RunnerConfig> {
  const { default_runner: _, codex, claude, pi, ...commands } = table;
  return {
    ...commands,
    codex_cli: reservedRunner.parse({ adapter: 'codex_cli', settings: codex }),
    claude_cli: reservedRunner.parse({ adapter: 'claude_cli', settings: claude }),
    pi_rpc: reservedRunner.parse({ adapter: 'pi_rpc', settings: pi }),
  };
}
