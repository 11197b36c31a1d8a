import { ATTEMPT_FILES, ATTEMPT_VARIABLE, type LaunchSpec } from '../keeper/types.ts';
import type { CommandRunner } from '../plan/index.ts';
import { providerTroubleIn } from './provider-trouble.ts';
import { plainText } from './text.ts';
import type { AttemptOutput, HarnessReport, LaunchInput } from './types.ts';
import { readUsage } from './usage-file.ts';

/** Name in `out/` of the final text when the config says that it is in a file. */
export const FINAL_TEXT_FILE = 'final.md';
const MS_PER_SECOND = 1000;

/** Any command-line agent: the prompt goes in as bytes or as a path, the final text comes out. */
export function launchCommand(config: CommandRunner, input: LaunchInput): LaunchSpec {
  const names = namesFor(input);
  return {
    attempt: input.attempt,
    argv: [filled(config.command, names) ?? config.command, ...filledAll(config.args, names)],
    cwd: input.work_dir,
    env: environmentFor(config, input),
    stdin: config.prompt === 'stdin' ? ATTEMPT_FILES.prompt : null,
    timeout_ms: input.node.timeout_seconds * MS_PER_SECOND,
    silence_ms: config.silence_ms,
    stop: config.stop,
  };
}

export function reportOfCommand(config: CommandRunner, output: AttemptOutput): HarnessReport {
  const { usage, notes } = readUsage(output.out);
  const file = output.out.get(FINAL_TEXT_FILE) ?? new Uint8Array();
  return {
    final_text: plainText(config.final_text === 'file' ? file : output.stdout),
    clean: output.exit_code === 0,
    usage,
    session: null,
    provider_trouble: providerTroubleIn(output),
    notes,
  };
}

type Names = ReadonlyMap<string, string | null>;

function namesFor(input: LaunchInput): Names {
  const { attempt_dir, work_dir, node, session, self } = input;
  return new Map([
    ['prompt_file', `${attempt_dir}/${ATTEMPT_FILES.prompt}`],
    ['attempt_dir', attempt_dir],
    ['out_dir', `${attempt_dir}/${ATTEMPT_FILES.outbox}`],
    ['work_dir', work_dir],
    ['model', node.model_name],
    ['thinking_level', node.thinking_level],
    ['session_id', session],
    ['node', self.node],
    ['millrace', self.millrace],
  ]);
}

/** null = the text names something absent. Braces around other words are plain text. */
function filled(text: string, names: Names): string | null {
  let absent = false;
  const result = text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const value = names.get(name);
    if (value === null) absent = true;
    return value ?? whole;
  });
  return absent ? null : result;
}

function filledAll(args: readonly string[], names: Names): string[] {
  return args.flatMap((arg) => filled(arg, names) ?? []);
}

/** Nothing is inherited but what the config names; our own variables win. */
function environmentFor(config: CommandRunner, input: LaunchInput): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of config.env_allow) {
    const value = input.env[name];
    if (value !== undefined) env[name] = value;
  }
  return {
    ...env,
    ...config.env,
    [ATTEMPT_VARIABLE]: input.attempt,
    MILLRACE_IN: `${input.attempt_dir}/${ATTEMPT_FILES.inputs}`,
    MILLRACE_OUT: `${input.attempt_dir}/${ATTEMPT_FILES.outbox}`,
    MILLRACE_WORK_DIR: input.work_dir,
  };
}
