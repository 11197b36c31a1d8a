/**
 * The pages of `docs/reference`, made from what the program itself says: operations, commands, errors,
 * harnesses. Pure: it returns texts, and whoever calls it writes them.
 */

import { diagnosticsPage, errorsPage, findingsPage } from './codes.ts';
import { commandsPage } from './commands.ts';
import { failuresPage } from './failures.ts';
import { harnessesPage } from './harnesses.ts';
import { toolsPage, toolTable } from './tools.ts';

/** Every generated page, by its path in the repository. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/cli.md', commandsPage()],
    ['docs/reference/diagnostics.md', diagnosticsPage()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/findings.md', findingsPage()],
    ['docs/reference/failures.md', failuresPage()],
    ['docs/reference/harnesses.md', harnessesPage()],
    ['docs/reference/tools.md', toolsPage()],
  ]);
}

const START = '<!-- tools:start -->';
const END = '<!-- tools:end -->';

/**
 * Puts the table of tools between its markers. Throws when they are missing: a README without it is
 * a mistake.
 */
export function withToolTable(readme: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md needs ${START} and ${END}`);
  return `${readme.slice(0, start + START.length)}\n${toolTable()}\n${readme.slice(end)}`;
}
