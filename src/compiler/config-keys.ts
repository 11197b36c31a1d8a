import type { Boundary } from '../runtime/plan/index.ts';
import { HARNESSES } from '../runtime/runners/index.ts';
import { valuesOf, withoutKey } from './config-values.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { CONFIG_FILE } from './support/files.ts';

/** When an edit of a key counts, with all that stands below it: a key of its own before its section. */
const BOUNDARY_OF: readonly (readonly [key: string, boundary: Boundary])[] = [
  ['/runtime/default_mode', 'recompile'],
  ['/runtime', 'next_tick'],
  ['/stages', 'recompile'],
  ['/limits', 'recompile'],
  ['/recovery', 'recompile'],
  ['/runners', 'recompile'],
  ['/storage', 'immediate'],
  ['/prices', 'immediate'],
  ['/skills', 'immediate'],
  ['/watchers', 'next_tick'],
  ['/usage_governance', 'next_tick'],
];

/**
 * Keys of earlier releases, and what holds instead. A key that goes from the schema is said here, or
 * by its harness: a config that has it must go on being read.
 */
const RETIRED: ReadonlyMap<string, string> = new Map([
  [
    '/recovery/stale_state_recovery_enabled',
    'Whoever works next always recovers what a dead owner left.',
  ],
  ...HARNESSES.flatMap(({ table_name, retired_keys }) =>
    Object.entries(retired_keys).map(
      ([key, instead]) => [pointer('runners', table_name, key), instead] as const,
    ),
  ),
]);

export function boundaryOf(setting: string): Boundary {
  const found = BOUNDARY_OF.find(([key]) => covers(key, setting));
  if (found === undefined) throw new Error(`no boundary is declared for ${setting}`);
  return found[1];
}

/** Whether a key has a part in what Millrace does. */
export function hasEffect(setting: string): boolean {
  return ![...RETIRED.keys()].some((key) => covers(key, setting));
}

/** The config without the keys of earlier releases, each of which is a warning. */
export function withoutRetired(file: unknown, report: Report): unknown {
  let rest = file;
  const settings = [...valuesOf(file).keys()];
  for (const [key, instead] of RETIRED) {
    if (!settings.some((setting) => covers(key, setting))) continue;
    rest = withoutKey(rest, key.split('/').slice(1));
    const message = `The key ${quote(keyPath(key))} is of an earlier release and does nothing.`;
    report.warning(
      'key_retired',
      { file: CONFIG_FILE, pointer: key },
      message,
      `Remove it. ${instead}`,
    );
  }
  return rest;
}

function covers(key: string, setting: string): boolean {
  return setting === key || setting.startsWith(`${key}/`);
}

/** A key as it stands in the file. */
export function keyPath(setting: string): string {
  return setting.slice(1).replaceAll('/', '.');
}
