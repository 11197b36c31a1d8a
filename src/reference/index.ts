/**
 * The pages of `docs/reference`, made from what the program itself says: operations, commands, errors,
 * harnesses. Pure: it returns texts, and whoever calls it writes them.
 */

import { diagnosticsPage, errorsPage, findingsPage } from './codes.ts';
import { commandsPage } from './commands.ts';
import { conditionsPage } from './conditions.ts';
import { configPage } from './config.ts';
import { entrypointMappingPage } from './entrypoint-mapping.ts';
import { failuresPage } from './failures.ts';
import { fieldMappingPage } from './field-mapping.ts';
import { graphSchemaPage } from './graph-schema.ts';
import { harnessTables } from './harness-tables.ts';
import { harnessesPage } from './harnesses.ts';
import { exitCodeTables, helpText, watchKeyTable } from './terminal.ts';
import { toolsPage, toolTable } from './tools.ts';

/** Every generated page, by its path in the repository. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/cli.md', commandsPage()],
    ['docs/reference/conditions.md', conditionsPage()],
    ['docs/reference/config.md', configPage()],
    ['docs/reference/diagnostics.md', diagnosticsPage()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/findings.md', findingsPage()],
    ['docs/reference/failures.md', failuresPage()],
    ['docs/reference/graph.md', graphSchemaPage()],
    ['docs/reference/harnesses.md', harnessesPage()],
    ['docs/reference/tools.md', toolsPage()],
    ['docs/runtime/entrypoint-mapping.md', entrypointMappingPage()],
    ['docs/runtime/field-mapping.md', fieldMappingPage()],
  ]);
}

/** Texts within pages that are written by hand, by the path of the page and the name of its markers. */
export function sections(): readonly (readonly [path: string, name: string, text: string])[] {
  return [
    ['README.md', 'tools', toolTable()],
    ['docs/guide/configuration.md', 'harnesses', harnessTables()],
    ['docs/guide/terminal.md', 'help', helpText()],
    ['docs/guide/terminal.md', 'watch-keys', watchKeyTable()],
    ['docs/guide/terminal.md', 'exit-codes', exitCodeTables()],
  ];
}

/**
 * Puts a text between the markers of its name. Throws when they are missing: a page without them is a
 * mistake.
 */
export function withSection(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`a page needs ${start} and ${end}`);
  return `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`;
}
