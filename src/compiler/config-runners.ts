import { z } from 'zod';
import {
  authorId,
  claudeRunner,
  codexRunner,
  type PiRunner,
  permission,
  piRunner,
  type RunnerConfig,
  settingSource,
} from '../runtime/plan/index.ts';

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
export const effort = z.enum(['low', 'medium', 'high', 'xhigh']);

const stopStep = z.strictObject({
  signal: z.enum(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']),
  grace_ms: z.number().min(0).max(60_000),
});
const stop = z.array(stopStep).max(8);
const silence_ms = z.number().min(0).max(SILENCE_MS_MAX);
const allowedNames = z.array(envName).max(ENV_ENTRIES_MAX);

/** An interrupt is what makes the shipped harnesses clean up the children of their tools. */
const HARNESS_STOP: z.infer<typeof stop> = [
  { signal: 'SIGINT', grace_ms: 4000 },
  { signal: 'SIGTERM', grace_ms: 2000 },
];
/** Longer than a test suite may be silent, shorter than the time limit of a stage. */
const HARNESS_SILENCE_MS = 1_800_000;

/** Keys that mean the same for all harnesses. */
const common = {
  permission_default: permission.default('maximum'),
  permission_by_stage: z.record(authorId, permission).default({}),
  permission_by_model: z.record(word, permission).default({}),
  telemetry: z.boolean().default(false),
  resume: z.boolean().default(true),
  env_allow: allowedNames.default([]),
  env: env.default({}),
  stop: stop.default(HARNESS_STOP),
  silence_ms: silence_ms.default(HARNESS_SILENCE_MS),
};

/** And for those that have a sandbox. */
const harness = {
  ...common,
  context_files: z.boolean().default(false),
  skills: z.boolean().default(false),
  add_dirs: z.array(word).max(LIST_LENGTH_MAX).default([]),
};

/** How an agent hands back its work. */
const handingBack = {
  stage_mcp: z.boolean().default(true),
  typed_result: z.boolean().default(false),
};

const codexTable = z.strictObject({
  command: word.default('codex'),
  args: words.default(['exec']),
  profile: word.optional(),
  ...harness,
  ...handingBack,
  model_reasoning_effort: effort.optional(),
  skip_git_repo_check: z.boolean().default(true),
  extra_config: words.default([]),
  user_config: z.boolean().default(true),
  disable_features: z
    .array(word)
    .max(LIST_LENGTH_MAX)
    .default(['plugins', 'unbounded_connection_retries']),
});

const RETRIES_MAX = 10;
const API_TIMEOUT_MS_MAX = 3_600_000;

const claudeTable = z.strictObject({
  command: word.default('claude'),
  args: words.default([]),
  ...harness,
  ...handingBack,
  effort: z.enum([...effort.options, 'max']).optional(),
  setting_sources: z.array(settingSource).max(settingSource.options.length).default([]),
  mcp_config: z.array(word).max(LIST_LENGTH_MAX).default([]),
  retries_max: z.int().min(0).max(RETRIES_MAX).default(3),
  api_timeout_ms: z.int().min(1000).max(API_TIMEOUT_MS_MAX).default(300_000),
});

const piTable = z.strictObject({
  command: word.default('pi'),
  args: words.default([]),
  ...common,
  provider: word.optional(),
  thinking: z.enum(['off', 'minimal', ...effort.options]).optional(),
  disable_context_files: z.boolean().default(true),
  disable_skills: z.boolean().default(true),
  disable_extensions: z.boolean().default(true),
  disable_prompt_templates: z.boolean().default(true),
  disable_themes: z.boolean().default(true),
  /** Of older configs. The events of every attempt are kept until `gc` lets them go. */
  event_log_policy: z.enum(['failure_full', 'full']).default('failure_full'),
});

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
  env_allow: allowedNames.default(['PATH', 'HOME', 'LANG', 'TMPDIR']),
  env: env.default({}),
  stop: stop.default([{ signal: 'SIGTERM', grace_ms: 5000 }]),
  silence_ms: silence_ms.default(0),
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

/** A plan has no absent keys. */
const CODEX_ABSENT = { profile: null, model_reasoning_effort: null };
const CLAUDE_ABSENT = { effort: null };
const PI_ABSENT = { provider: null, thinking: null };

/** Runner name -> its config, those that ship included. */
export function runnersOf(table: RunnersTable): Record<string, RunnerConfig> {
  const { default_runner: _, codex, claude, pi, ...commands } = table;
  return {
    ...commands,
    codex_cli: codexRunner.parse({ adapter: 'codex_cli', ...CODEX_ABSENT, ...codex }),
    claude_cli: claudeRunner.parse({ adapter: 'claude_cli', ...CLAUDE_ABSENT, ...claude }),
    pi_rpc: piOf(pi),
  };
}

/** Its own table says what is off; a plan says what is on, as for all harnesses. */
function piOf({ event_log_policy: _, ...pi }: RunnersTable['pi']): PiRunner {
  const { disable_context_files, disable_skills, ...more } = pi;
  const { disable_extensions, disable_prompt_templates, disable_themes, ...rest } = more;
  return piRunner.parse({
    adapter: 'pi_rpc',
    ...PI_ABSENT,
    ...rest,
    context_files: !disable_context_files,
    skills: !disable_skills,
    extensions: !disable_extensions,
    prompt_templates: !disable_prompt_templates,
    themes: !disable_themes,
  });
}
