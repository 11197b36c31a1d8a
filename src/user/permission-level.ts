import { z } from 'zod';
import { tablesIn, withTable } from './clients/toml-text.ts';

const GROUP = 'runners';
/** Those that know levels, by their tables in `millrace.toml`. */
const RUNNERS = ['codex', 'claude'] as const;
export const LEVELS = ['basic', 'elevated', 'maximum'] as const;
export type Level = (typeof LEVELS)[number];

const runner = z.looseObject({ permission_default: z.string().optional() });
/** What holds where a config names none. */
const DEFAULT_LEVEL: Level = 'maximum';

/** The levels at which a config has stages run, without repetition. */
export function levelsIn(text: string): string[] {
  const tables = RUNNERS.map((name) => tableOf(text, name));
  return [...new Set(tables.map(({ permission_default = DEFAULT_LEVEL }) => permission_default))];
}

/** A config in which each runner that knows levels has this one. */
export function withLevel(text: string, level: Level): string {
  return RUNNERS.reduce((left, name) => {
    const table = tableOf(left, name);
    if ((table.permission_default ?? DEFAULT_LEVEL) === level) return left;
    return withTable(left, [GROUP, name], { ...table, permission_default: level });
  }, text);
}

function tableOf(text: string, name: string): z.output<typeof runner> {
  return runner.safeParse(tablesIn(text, GROUP)[name] ?? {}).data ?? {};
}
