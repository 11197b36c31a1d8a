/**
 * Any command-line agent, by a command that its user writes. Nothing is known of it: its exit status
 * counts, its final text is what it prints or leaves, and no session of it is resumed.
 */

import { ATTEMPT_FILES, type LaunchSpec } from '../../keeper/types.ts';
import type { CommandRunner } from '../../plan/index.ts';
import { FINAL_TEXT_FILE } from '../contract/outbox.ts';
import { readUsage } from '../contract/usage-file.ts';
import { attemptVariables, outboxOf, timeoutMs } from '../harness/launch.ts';
import { plainText } from '../harness/text.ts';
import type { AttemptOutput, HarnessReport, LaunchInput, RunnerAdapter } from '../harness/types.ts';
import { providerTroubleIn } from './provider-error.ts';

/** Any command-line agent: the prompt goes in as bytes or as a path, the final text comes out. */
export function commandAdapter(config: CommandRunner): RunnerAdapter {
  return {
    launch: (input) => launchCommand(config, input),
    report: (output) => reportOfCommand(config, output),
    record: null,
  };
}

function launchCommand(config: CommandRunner, input: LaunchInput): LaunchSpec {
  const names = namesFor(input);
  return {
    attempt: input.attempt,
    workspace: input.workspace,
    argv: [fill(config.command, names) ?? config.command, ...fillAll(config.args, names)],
    cwd: input.work_dir,
    env: { ...config.env, ...attemptVariables(input) },
    env_pass: config.env_allow,
    stdin: config.prompt === 'stdin' ? ATTEMPT_FILES.prompt : null,
    timeout_ms: timeoutMs(input.node),
    silence_ms: config.silence_ms,
    stop: config.stop,
  };
}

function reportOfCommand(config: CommandRunner, output: AttemptOutput): HarnessReport {
  const { usage, notes } = readUsage(output.out);
  const file = output.out.get(FINAL_TEXT_FILE) ?? new Uint8Array();
  return {
    final_text: plainText(config.final_text === 'file' ? file : output.stdout),
    clean: output.exit_code === 0,
    usage,
    session: null,
    trouble: providerTroubleIn(output),
    notes,
  };
}

type Names = ReadonlyMap<string, string | null>;

function namesFor(input: LaunchInput): Names {
  const { attempt_dir, work_dir, node, session, self } = input;
  return new Map([
    ['prompt_file', `${attempt_dir}/${ATTEMPT_FILES.prompt}`],
    ['attempt_dir', attempt_dir],
    ['out_dir', outboxOf(input)],
    ['work_dir', work_dir],
    ['model', node.model_name],
    ['thinking_level', node.thinking_level],
    ['session_id', session],
    ['node', self.node],
    ['millrace', self.millrace],
  ]);
}

/** null = the text names something absent. Braces around other words are plain text. */
function fill(text: string, names: Names): string | null {
  let absent = false;
  const result = text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const value = names.get(name);
    if (value === null) absent = true;
    return value ?? whole;
  });
  return absent ? null : result;
}

function fillAll(args: readonly string[], names: Names): string[] {
  return args.flatMap((arg) => fill(arg, names) ?? []);
}
