import { z } from 'zod';

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

/** Adapters that a later release brings; their config is kept so that modes that name them compile. */
export const reservedRunner = z.strictObject({
  adapter: z.enum(['codex_cli', 'claude_cli', 'pi_rpc']),
  settings: z.record(z.string(), z.json()),
});

export const runnerConfig = z.discriminatedUnion('adapter', [commandRunner, reservedRunner]);
export type RunnerConfig = z.infer<typeof runnerConfig>;
