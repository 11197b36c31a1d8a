import { z } from 'zod';
import { authorId } from './primitives.ts';

/**
 * How a stage is run. `adapter` names the code that translates; everything else is data.
 * The `command` adapter runs any command-line agent.
 */
export const commandRunner = z.strictObject({
  adapter: z.literal('command'),
  /** Program name or path; `{node}` and `{millrace}` stand for this Node and this program's entry file. */
  command: z.string().min(1),
  /**
   * May hold `{prompt_file}`, `{attempt_dir}`, `{out_dir}`, `{work_dir}`, `{model}`,
   * `{thinking_level}`, `{session_id}`. An argument that names something absent is left out, so
   * write `--model={model}` in one argument.
   */
  args: z.array(z.string()),
  /** `stdin`: the prompt's bytes; `file`: only its path, by `{prompt_file}` in `args`. */
  prompt: z.enum(['stdin', 'file']),
  /** Where the final text is: all of stdout, or `out/final.md` that the program writes. */
  final_text: z.enum(['stdout', 'file']),
  /** Names of variables that are passed on from the owner's environment. */
  env_allow: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  /** Signals and how long to wait after each, before everything is killed. */
  stop: z.array(z.strictObject({ signal: z.string(), grace_ms: z.number().min(0).max(60_000) })),
  /** Ends an attempt that writes nothing for so long; 0 = never. */
  silence_ms: z.number().min(0),
});
export type CommandRunner = z.infer<typeof commandRunner>;

/** How far a harness lets its model go: `basic` asks its own sandbox, `maximum` asks nobody. */
export const permission = z.enum(['basic', 'elevated', 'maximum']);
export type Permission = z.infer<typeof permission>;

/** What all harnesses have in common. Each key has the same meaning and default for all of them. */
const harness = {
  /** Program name or path. */
  command: z.string().min(1),
  /** More arguments, after the command. Flags that the adapter sets itself are refused. */
  args: z.array(z.string()),
  permission_default: permission,
  /** By node or stage kind; wins over `permission_by_model`, which wins over the default. */
  permission_by_stage: z.record(authorId, permission),
  permission_by_model: z.record(z.string(), permission),
  /** Whether the harness reads the instruction files of the repository by itself. */
  context_files: z.boolean(),
  /** Whether the harness offers its own skills to the model. */
  skills: z.boolean(),
  /** Whether the harness may report about its use to its maker. */
  telemetry: z.boolean(),
  /** Folders besides the work directory that its sandbox lets the model write to. */
  add_dirs: z.array(z.string()),
  /** Whether the next attempt of a request goes on in the session of the one before. */
  resume: z.boolean(),
  /** Names of variables to pass on, besides those that the harness needs. Values are never stored. */
  env_allow: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  stop: commandRunner.shape.stop,
  silence_ms: commandRunner.shape.silence_ms,
};

/** Of harnesses that can do both. A plan of before there were such keys does neither. */
const handingBack = {
  /** Whether the agent of a stage gets tools to hand back its work with. */
  stage_mcp: z.boolean().default(false),
  /** Whether the final message is made to have the form of a result. */
  typed_result: z.boolean().default(false),
};

export const codexRunner = z.strictObject({
  adapter: z.literal('codex_cli'),
  ...harness,
  ...handingBack,
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

export const settingSource = z.enum(['user', 'project', 'local']);

export const claudeRunner = z.strictObject({
  adapter: z.literal('claude_cli'),
  ...harness,
  ...handingBack,
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

/** Pi has no sandbox, so there is nothing that it could be let write to besides. */
const { add_dirs: _, ...withoutSandbox } = harness;

export const piRunner = z.strictObject({
  adapter: z.literal('pi_rpc'),
  ...withoutSandbox,
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

/**
 * How plans named all harnesses before they had an adapter: such a plan can be read and compiled
 * anew, not run.
 */
export const reservedRunner = z.strictObject({
  adapter: z.enum(['codex_cli', 'claude_cli', 'pi_rpc']),
  settings: z.record(z.string(), z.json()),
});

export const runnerConfig = z.union([
  commandRunner,
  codexRunner,
  claudeRunner,
  piRunner,
  reservedRunner,
]);
export type RunnerConfig = z.infer<typeof runnerConfig>;
