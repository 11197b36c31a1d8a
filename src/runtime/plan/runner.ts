import { z } from 'zod';
import { authorId } from './primitives.ts';

/** Of the adapter that runs any command-line agent; every other one is a harness. */
const COMMAND_ADAPTER = 'command';

/**
 * How a stage is run. `adapter` names the code that translates; everything else is data.
 * The `command` adapter runs any command-line agent.
 */
export const commandRunner = z.strictObject({
  adapter: z.literal(COMMAND_ADAPTER),
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

/** Word of this program's entry file that plays a stage by script, where no model does the work. */
export const SCRIPTED_HARNESS = 'scripted-harness';

/** How far a harness lets its model go: `basic` asks its own sandbox, `maximum` asks nobody. */
export const permission = z.enum(['basic', 'elevated', 'maximum']);
export type Permission = z.infer<typeof permission>;

const words = z.array(z.string());

/**
 * What a harness is told for its settings, word by word, as the release says it that compiled the
 * plan: a later one may say it in other words, and a running plan must not change by that.
 */
export const harnessWords = z.strictObject({
  /** Before what a stage is told. */
  flags: words,
  /** After that. */
  switches: words,
  /** For each permission level, whichever a stage has. */
  levels: z.record(permission, words),
  /** Set in its environment. */
  variables: z.record(z.string(), z.string()),
});
export type HarnessWords = z.infer<typeof harnessWords>;

/** What a plan says of every harness, each key with the same meaning and default. */
export const harnessKeys = {
  /** Name of the code that speaks to it, and of the runner. */
  adapter: authorId.refine((name) => name !== COMMAND_ADAPTER),
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
  /** Whether the next attempt of a request goes on in the session of the one before. */
  resume: z.boolean(),
  /** Names of variables to pass on, besides those that the harness needs. Values are never stored. */
  env_allow: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  stop: commandRunner.shape.stop,
  silence_ms: commandRunner.shape.silence_ms,
  /** Absent in plans of before they were frozen: then the words of the release that runs it. */
  words: harnessWords.optional(),
};

/**
 * A harness, as far as every reader of a plan knows it. What one harness has beyond that is data; its
 * own schema judges it when it is used, so that a release which does not know a harness can still
 * read a plan that names it.
 */
export const harnessRunner = z.looseObject({
  ...harnessKeys,
  /** Whether the agent of a stage gets tools to hand back its work with; absent = it cannot. */
  stage_mcp: z.boolean().optional(),
  /** Whether the final message is made to have the form of a result; absent = it cannot. */
  typed_result: z.boolean().optional(),
});
export type HarnessRunner = z.infer<typeof harnessRunner>;

/**
 * How plans named all harnesses before they had an adapter: such a plan can be read and compiled
 * anew, not run.
 */
export const reservedRunner = z.strictObject({
  adapter: harnessKeys.adapter,
  settings: z.record(z.string(), z.json()),
});

export const runnerConfig = z.union([commandRunner, harnessRunner, reservedRunner]);
export type RunnerConfig = z.infer<typeof runnerConfig>;

export function isCommandRunner(config: RunnerConfig): config is CommandRunner {
  return config.adapter === COMMAND_ADAPTER;
}

/** Whether stages are played by this program's own script, however it is started. */
export function isScripted(config: RunnerConfig): boolean {
  if (!isCommandRunner(config)) return false;
  const word = config.args.indexOf(SCRIPTED_HARNESS);
  return word > 0 && config.args[word - 1] === '{millrace}';
}
