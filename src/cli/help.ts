import type { Operation } from '../operations/define.ts';
import { operations } from '../operations/index.ts';
import { type Field, inputFields } from '../operations/schema.ts';
import { mainName, namesOf } from './commands.ts';
import { flagOf } from './options.ts';

const NAME_WIDTH = 20;

export function generalHelp(version: string): string {
  const commands = operations.map((operation) => line(mainName(operation), operation.title));
  return [
    `millrace ${version}: a governed runtime for long-running agent work`,
    '',
    'Usage: millrace <command> [options]',
    '',
    'Commands:',
    ...commands,
    line('mcp', 'Serve one MCP client on stdin and stdout'),
    line('version', 'Print the version'),
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
    ...inputFields(operation).map(optionLine),
    line('--json', 'Print the answer as JSON'),
    '',
  ].join('\n');
}

export function usage(operation: Operation): string {
  const positional = operation.positional.map((name) => `[${name.toUpperCase()}]`);
  return ['millrace', mainName(operation), ...positional, '[options]'].join(' ');
}

function optionLine(field: Field): string {
  const value = field.type === 'boolean' ? '' : ` ${valueName(field)}`;
  const fallback = field.default === undefined ? '' : ` Default: ${String(field.default)}.`;
  return line(`--${flagOf(field.name)}${value}`, `${field.description ?? ''}${fallback}`);
}

export function valueName(field: Field): string {
  if (field.enum !== undefined) return field.enum.join('|');
  if (field.type === 'array') return 'TEXT (repeat it)';
  return field.type === 'string' ? 'TEXT' : 'NUMBER';
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}  ${text}`;
}
