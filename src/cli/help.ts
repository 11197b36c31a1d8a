import { operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';
import { type Field, inputFields } from '../operations/support/schema.ts';
import { mainName, namesOf } from './commands.ts';
import { flagOf } from './options.ts';

type Row = readonly [name: string, text: string];

/** Commands that are processes of their own, not operations. */
export const PROCESSES = [
  {
    name: 'run daemon',
    title: 'Run the loop in the foreground',
    usage:
      'millrace run daemon [--monitor none|basic] [--monitor-log PATH] [--max-ticks N] [--workspace PATH]',
    about:
      'Ctrl-C stops it when the running stages have ended, a second Ctrl-C ends them. ' +
      '`--max-ticks` ends it after so many results of stages and looks that found nothing to do. ' +
      '`--monitor basic` prints a line for each thing that happens; `--monitor-log` appends the ' +
      'same lines to a file, which is rotated by size.',
  },
  {
    name: 'service',
    title: 'Have the loop started again after a reboot',
    usage: 'millrace service install|uninstall|status [--workspace PATH]',
    about:
      'Writes or removes one file for systemd (Linux) or launchd (macOS) and prints the command ' +
      'that puts it into force. The loop it starts ends at once unless `run_start` is in force.',
  },
  {
    name: 'notify',
    title: 'Try whether notifications arrive',
    usage: 'millrace notify test [--target NAME] [--workspace PATH]',
    about:
      'Sends a test to the targets of `millrace/notify.toml` in your config folder and says of each ' +
      'whether it arrived; the exit code is 3 when one failed. `millrace notify owner-gone` is what ' +
      'the service of a loop calls after its end.',
  },
  {
    name: 'prove',
    title: 'Prove on this machine that nothing is lost and nothing happens twice',
    usage: 'millrace prove [--quick|--full] [--minutes N] [--seed N] [--only ROW] [--mutants]',
    about:
      'Runs campaigns against faults in a temporary folder of its own and prints a table. The ' +
      'exit code is 1 after a violation. `millrace prove --help` says more.',
  },
  {
    name: 'mcp',
    title: 'Serve one MCP client on stdin and stdout',
    usage: 'millrace mcp [--workspace PATH]',
    about: 'Serves one MCP client on stdin and stdout.',
  },
] as const;

export function generalHelp(version: string): string {
  return [
    `millrace ${version}: a governed runtime for long-running agent work`,
    '',
    'Usage: millrace <command> [options]',
    '',
    'Commands:',
    ...columns([
      ...operations.map((operation): Row => [mainName(operation), operation.title]),
      ...PROCESSES.map(({ name, title }): Row => [name, title]),
      ['version', 'Print the version'],
    ]),
    '',
    'Every command takes --workspace PATH, --json and --help.',
    'Without --workspace: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder.',
    '',
  ].join('\n');
}

export function commandHelp(operation: Operation): string {
  const others = namesOf(operation).filter((name) => name !== mainName(operation));
  return [
    operation.summary,
    '',
    `Usage: ${usage(operation)}`,
    ...(others.length === 0
      ? []
      : [`Also:  ${others.map((name) => `millrace ${name}`).join(', ')}`]),
    '',
    'Options:',
    ...columns([...inputFields(operation).map(optionRow), ['--json', 'Print the answer as JSON.']]),
    '',
  ].join('\n');
}

export function usage(operation: Operation): string {
  const positional = operation.positional.map((name) => `[${name.toUpperCase()}]`);
  return ['millrace', mainName(operation), ...positional, '[options]'].join(' ');
}

export function optionRow(field: Field): Row {
  const value = field.type === 'boolean' ? '' : ` ${valueName(field)}`;
  const repeatable = field.type === 'array' ? ' Repeat it for a list.' : '';
  const fallback = field.default === undefined ? '' : ` Default: ${String(field.default)}.`;
  return [`--${flagOf(field.name)}${value}`, `${field.description}${repeatable}${fallback}`];
}

function valueName(field: Field): string {
  if (field.enum !== undefined) return field.enum.join('|');
  return field.type === 'number' || field.type === 'integer' ? 'NUMBER' : 'TEXT';
}

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
