import { z } from 'zod';
import { authorId, type RunnerConfig } from '../../runtime/plan/index.ts';
import {
  commandTable,
  DEFAULT_RUNNER,
  HARNESSES,
  SCRIPTED_RUNNER,
  scriptedTable,
} from '../../runtime/runners/index.ts';

const tableNames = HARNESSES.map(({ table_name }) => table_name);
const builtIn = `${tableNames.slice(0, -1).join(', ')} and ${tableNames.at(-1)}`;

/** Whoever meant one of the harnesses and misspelled its name reads which there are. */
const ownTable = commandTable.extend({
  command: z
    .string({ error: `the command of a runner of your own; ${builtIn} are built in` })
    .pipe(commandTable.shape.command),
});

/** `[runners]` with every table filled in. Whoever looks into one reads it by its own schema. */
export interface RunnersTable {
  readonly default_runner: string;
  readonly [name: string]: unknown;
}

export const runnersTable: z.ZodType<RunnersTable> = z
  .object({
    default_runner: authorId.default(DEFAULT_RUNNER),
    ...Object.fromEntries(HARNESSES.map((one) => [one.table_name, one.table.prefault({})])),
    [SCRIPTED_RUNNER]: scriptedTable.prefault({}),
  })
  .catchall(ownTable);

/** The table of a runner, below `[runners]`. */
export function runnerTable(runner: string): string {
  return HARNESSES.find((harness) => harness.runner === runner)?.table_name ?? runner;
}

/** Runner name -> its config, those that ship included. */
export function runnersOf({
  default_runner: _,
  ...tables
}: RunnersTable): Record<string, RunnerConfig> {
  const runners: Record<string, RunnerConfig> = {};
  for (const [name, table] of Object.entries(tables)) {
    const harness = HARNESSES.find(({ table_name }) => table_name === name);
    if (harness === undefined) runners[name] = commandTable.parse(table);
    else runners[harness.runner] = harness.configure(table).runner;
  }
  return runners;
}
