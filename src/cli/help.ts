import { groups, operations } from '../operations/index.ts';
import type { Operation } from '../operations/support/define.ts';
import { type CommandName, groupCommands, mainName, matchCommand, namesOf } from './commands.ts';
import { COMMON_FLAGS, type Flag, ownFlags } from './flags.ts';
import { type HelpRow, helpRows } from './help-rows.ts';
import { OLDER_COMMANDS } from './older-commands.ts';
import { processHelp } from './process-help.ts';
import { PROCESSES } from './processes.ts';
import { unknownCommand } from './unknown-command.ts';

export const HELP_WORDS: readonly string[] = ['help', '--help', '-h'];

/** Help on what the words name: a command, a group, or everything. */
export function helpOn(words: readonly string[], version: string): string {
  const named = words.filter((word) => !HELP_WORDS.includes(word));
  const [first] = named;
  if (first === undefined) return generalHelp(version);
  const said = named.join(' ');
  const older = OLDER_COMMANDS.find(({ name }) => name === said);
  const meant = older?.is === 'process' ? older.process : said;
  const process = Object.values(PROCESSES).find(({ name }) => name === meant);
  if (process !== undefined) return `${processHelp(process)}\n`;
  const matched = matchCommand(named);
  if (matched !== null) return commandHelp(matched.operation);
  const commands = groupCommands(first);
  if (commands.length === 0 || named.length > 1) throw unknownCommand(named);
  return groupHelp(first, commands);
}

function generalHelp(version: string): string {
  return [
    `millrace ${version}: a governed runtime for long-running agent work`,
    '',
    'Usage: millrace <command> [options]',
    '',
    ...sections().flatMap(([title, rows]) => [`${title}:`, ...rows, '']),
    'All take --help; all but those in a terminal take --workspace PATH and --json.',
    'Without --workspace: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder.',
    'millrace help COMMAND tells more; millrace run, like every group, lists its commands.',
    '',
  ].join('\n');
}

/** Operations by the tool that they belong to, then what runs in a terminal only. */
function sections(): [title: string, rows: string[]][] {
  const members = new Set(groups.flatMap((group) => [...group.members.values()]));
  const rows = (list: readonly Operation[]) =>
    list.map((operation): HelpRow => [mainName(operation), operation.title]);
  const processes = Object.values(PROCESSES).map(({ name, title }): HelpRow => [name, title]);
  const all: [string, HelpRow[]][] = [
    ['Hand over and run', rows(operations.filter((operation) => !members.has(operation)))],
    ...groups.map((group): [string, HelpRow[]] => [group.title, rows([...group.members.values()])]),
    ['In a terminal', [...processes, ['version', 'Print the version']]],
  ];
  const width = Math.max(...all.flatMap(([, list]) => list.map(([name]) => name.length)));
  return all.map(([title, list]) => [title, helpRows(list, width)]);
}

/** The commands of a group, for whoever types its name alone. */
function groupHelp(word: string, commands: readonly CommandName[]): string {
  return [
    `Usage: millrace ${word} <command> [options]`,
    '',
    'Commands:',
    ...helpRows(commands.map(({ name, title }): HelpRow => [name, title])),
    '',
    `millrace help ${commands[0]?.name ?? word} tells more, and so does --help behind each.`,
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
    ...besides(mainName(operation)).map((name) => `See also: millrace ${name} --help`),
    '',
    'Options:',
    ...helpRows([...optionRows(operation), ...COMMON_FLAGS.map(flagRow)]),
    '',
  ].join('\n');
}

/** What runs in a terminal only under the name of an operation and an option: `doctor --client`. */
function besides(name: string): string[] {
  return Object.values(PROCESSES).flatMap((one) =>
    one.name.startsWith(`${name} --`) ? [one.name] : [],
  );
}

export function usage(operation: Operation): string {
  const positional = operation.positional.map((name) => `[${name.toUpperCase()}]`);
  return ['millrace', mainName(operation), ...positional, '[options]'].join(' ');
}

export function optionRows(operation: Operation): HelpRow[] {
  return ownFlags(operation).map(flagRow);
}

function flagRow({ name, value, about }: Flag): HelpRow {
  return [value === undefined ? `--${name}` : `--${name} ${value}`, about];
}
