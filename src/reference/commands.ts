import { mainName, namesOf } from '../cli/commands.ts';
import { optionRows, usage } from '../cli/help.ts';
import type { ProcessCommand } from '../cli/process-command.ts';
import { processOptions, processUsage } from '../cli/process-help.ts';
import { PROCESSES } from '../cli/processes.ts';
import { operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';
import { code, pageStart, table } from './markdown.ts';
import { exitCodeTables } from './terminal.ts';

/** `docs/reference/cli.md`. */
export function commandsPage(): string {
  const about =
    'The operations in a terminal. The answer goes to stdout, progress and errors to stderr. ' +
    '`--json` prints the answer as an MCP client gets it. Without `--workspace` a command works on ' +
    '`MILLRACE_WORKSPACE`, else `CLAUDE_PROJECT_DIR`, else the current folder.';
  return [
    ...pageStart('Commands', about),
    ...operations.flatMap(section),
    ...Object.values(PROCESSES).flatMap(processSection),
    '## version',
    '',
    '`millrace version` prints the version.',
    '',
    '## Exit codes',
    '',
    exitCodeTables(),
    '',
  ].join('\n');
}

function processSection(command: ProcessCommand): string[] {
  const { name, title, about } = command;
  return [
    `## ${name}`,
    '',
    `${title}. ${about}`,
    '',
    `Usage: ${code(processUsage(command))}`,
    '',
    ...table(
      ['option', 'meaning'],
      processOptions(command).map(([flag, text]) => [code(flag), text]),
    ),
  ];
}

function section(operation: Operation): string[] {
  const others = namesOf(operation).filter((name) => name !== mainName(operation));
  const also = others.map((name) => code(`millrace ${name}`)).join(', ');
  return [
    `## ${mainName(operation)}`,
    '',
    operation.summary,
    '',
    `Usage: ${code(usage(operation))}${also === '' ? '' : `, also ${also}`}`,
    '',
    ...table(
      ['option', 'meaning'],
      optionRows(operation).map(([name, text]) => [code(name), text]),
    ),
  ];
}
