import { type HelpRow, helpRows } from './help-rows.ts';
import type { ProcessCommand, ProcessOption } from './process-command.ts';

/** `millrace service install|uninstall|status [--workspace PATH]`. */
export function processUsage(command: ProcessCommand): string {
  const { name, actions, options } = command;
  const flags = Object.entries(options).map((option) => `[${flagWords(option)}]`);
  const words = actions.join('|');
  const action = words === '' ? [] : [command.needs_no_action ? `[${words}]` : words];
  return ['millrace', name, ...action, ...flags].join(' ');
}

export function processHelp(command: ProcessCommand): string {
  return [
    `${command.title}. ${command.about.replaceAll('`', '')}`,
    '',
    `Usage: ${processUsage(command)}`,
    '',
    'Options:',
    ...helpRows(processOptions(command)),
  ].join('\n');
}

/** Each option as its help shows it. */
export function processOptions({ options }: ProcessCommand): HelpRow[] {
  return Object.entries(options).map((option) => [flagWords(option), option[1].about]);
}

function flagWords([name, { value }]: readonly [string, ProcessOption]): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
