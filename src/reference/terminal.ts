import { helpOn } from '../cli/help.ts';
import { WATCH_KEYS } from '../cli/watch/screen.ts';
import { WAIT_EXIT_CODES } from '../operations/run_wait.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import type { ErrorGroup } from '../runtime/errors/errors.ts';
import { code, table } from './markdown.ts';

/** By their exit codes. */
const GROUPS: readonly ErrorGroup[] = ['bug', 'caller', 'operator', 'author', 'machine'];

const MEANINGS: Readonly<Record<ErrorGroup, string>> = {
  bug: 'internal: a defect of Millrace, whose details are on standard error',
  caller: 'usage: the command, an option or an id is wrong',
  operator: 'operator: something has to be done first, and `next` says what',
  author: 'author: a config, a mode or a graph is wrong',
  machine: 'machine: disk, permissions or the journal',
};

/** What a script can branch on: ends of every command, and of a wait. */
export function exitCodeTables(): string {
  const waits = new Map<number, string[]>();
  for (const [reason, exit] of Object.entries(WAIT_EXIT_CODES)) {
    waits.set(exit, [...(waits.get(exit) ?? []), reason]);
  }
  return [
    ...table(
      ['code', 'any command'],
      [['0', 'done'], ...GROUPS.map((group) => [String(EXIT_CODES[group]), MEANINGS[group]])],
    ),
    ...table(
      ['code', '`millrace wait` ended because'],
      [...waits]
        .sort(([a], [b]) => a - b)
        .map(([exit, reasons]) => [String(exit), reasons.map(code).join(', ')]),
    ),
    'The groups of errors are those of [the list of them](../reference/errors.md).',
  ].join('\n');
}

/** As `millrace --help` says it, below the line with its release. */
export function helpText(): string {
  const lines = helpOn([], '').trimEnd().split('\n');
  return ['```text', ...lines.slice(2), '```'].join('\n');
}

export function watchKeyTable(): string {
  const rows = WATCH_KEYS.map(([keys, text]) => [code(keys), text]);
  return table(['key', 'what it does'], rows).join('\n').trimEnd();
}
