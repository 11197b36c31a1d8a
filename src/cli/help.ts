import { operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';
import { type Field, inputFields } from '../operations/support/schema.ts';
import { mainName, namesOf } from './commands.ts';
import { type HelpRow, helpRows } from './help-rows.ts';
import { flagOf } from './options.ts';
import { PROCESSES } from './processes.ts';

export function generalHelp(version: string): string {
  return [
    `millrace ${version}: a governed runtime for long-running agent work`,
    '',
    'Usage: millrace <command> [options]',
    '',
    'Commands:',
    ...helpRows([
      ...operations.map((operation): HelpRow => [mainName(operation), operation.title]),
      ...Object.values(PROCESSES).map(({ name, title }): HelpRow => [name, title]),
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
    ...helpRows([...optionRows(operation), ['--json', 'Print the answer as JSON.']]),
    '',
  ].join('\n');
}

export function usage(operation: Operation): string {
  const positional = operation.positional.map((name) => `[${name.toUpperCase()}]`);
  return ['millrace', mainName(operation), ...positional, '[options]'].join(' ');
}

export function optionRows(operation: Operation): HelpRow[] {
  const { follows, edits } = operation;
  const own = inputFields(operation).map((field) => optionRow(operation, field));
  const more: HelpRow[] = [];
  if (follows !== undefined) more.push(['--follow', follows]);
  if (edits !== undefined) more.push(['--edit', edits]);
  return [...own, ...more];
}

function optionRow(operation: Operation, field: Field): HelpRow {
  const description =
    operation.reads?.[field.name] ?? operation.texts?.[field.name] ?? field.description;
  const value = field.type === 'boolean' ? '' : ` ${valueName(field)}`;
  const repeatable = field.type === 'array' ? ' Repeat it for a list.' : '';
  const fallback = field.default === undefined ? '' : ` Default: ${String(field.default)}.`;
  return [`--${flagOf(field.name)}${value}`, `${description}${repeatable}${fallback}`];
}

function valueName(field: Field): string {
  if (field.enum !== undefined) return field.enum.join('|');
  return field.type === 'number' || field.type === 'integer' ? 'NUMBER' : 'TEXT';
}
