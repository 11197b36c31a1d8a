import { parse, stringify, TomlError } from 'smol-toml';
import { z } from 'zod';
import type { CompileResult } from '../compile.ts';
import { configSchema } from '../config-schema.ts';
import { withoutKey } from '../config-values.ts';
import { CONFIG_FILE } from '../support/files.ts';

/** A key of an earlier config that does not hold here. */
export interface LeftKey {
  /** With dots; empty = the whole file. */
  readonly key: string;
  readonly why: string;
}

/** A value that holds here otherwise. */
export interface ChangedKey {
  readonly key: string;
  readonly what: string;
}

export interface CarriedConfig {
  readonly text: string;
  readonly left: readonly LeftKey[];
  readonly changed: readonly ChangedKey[];
  readonly result: CompileResult;
  /** Whether it wants ideas to be taken from their inbox. */
  readonly takes_ideas: boolean;
}

/** What a config is tried with. */
export interface Trial {
  /** With the assets of this release, so that what comes back can be used. */
  readonly compiled: (text: string) => CompileResult;
  /** Names and aliases of its modes. */
  readonly modes: readonly string[];
}

/** Keys that are left out one after the other before the defaults are taken. */
const KEYS_LEFT_MAX = 100;
const HEAD = '# Taken over by an import; keys that this release does not have were left out.\n';

/**
 * The config of an earlier release as this one reads it: every key that means the same is kept, every other
 * is named. A mode that this release does not have becomes the nearest one with the same runner.
 */
export function carryConfig(text: string | null, { compiled, modes }: Trial): CarriedConfig {
  const left: LeftKey[] = [];
  const known = knownMode(text === null ? {} : tableIn(text, left), modes);
  const { changed } = known;
  let { table } = known;
  for (let tries = 0; tries < KEYS_LEFT_MAX; tries += 1) {
    const problem = firstProblem(table);
    if (problem === null) {
      const carried = `${HEAD}\n${stringify(table)}`;
      const result = compiled(carried);
      const wrong = keyProblem(result);
      if (result.ok || wrong === null)
        return { text: carried, left, changed, result, takes_ideas: takesIdeas(table) };
      table = without(table, wrong, left);
    } else table = without(table, problem, left);
  }
  left.push({ key: '', why: 'has too much that this release does not read; the defaults hold' });
  return { text: HEAD, left, changed, result: compiled(HEAD), takes_ideas: true };
}

function takesIdeas(table: unknown): boolean {
  const watchers = configSchema.safeParse(table).data?.watchers;
  return watchers === undefined || (watchers.enabled && watchers.watch_ideas_inbox);
}

const modeOf = z.looseObject({ runtime: z.looseObject({ default_mode: z.string() }) });

function knownMode(
  table: unknown,
  modes: readonly string[],
): { readonly table: unknown; readonly changed: ChangedKey[] } {
  const named = modeOf.safeParse(table).data;
  const mode = named?.runtime.default_mode.trim() ?? '';
  const nearest = mode === '' || modes.includes(mode) ? null : nearestMode(mode, modes);
  if (named === undefined || nearest === null) return { table, changed: [] };
  const what = `${JSON.stringify(mode)} is no mode of this release, and ${nearest} is the nearest`;
  return {
    table: { ...named, runtime: { ...named.runtime, default_mode: nearest } },
    changed: [{ key: 'runtime.default_mode', what }],
  };
}

/** Names end with their runner: of those with the same one, the one that shares the most words. */
function nearestMode(mode: string, modes: readonly string[]): string | null {
  const words = mode.split('_');
  const ranked = modes
    .map((name) => ({ name, own: name.split('_') }))
    .filter(({ own }) => words.includes(own.at(-1) ?? ''))
    .map(({ name, own }) => ({ name, shared: own.filter((word) => words.includes(word)).length }))
    .sort((one, other) => other.shared - one.shared || (one.name < other.name ? -1 : 1));
  return ranked[0]?.name ?? null;
}

interface Problem {
  readonly path: readonly string[];
  readonly why: string;
}

function tableIn(text: string, left: LeftKey[]): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    left.push({ key: '', why: `is no TOML (line ${error.line}); the defaults hold` });
    return {};
  }
}

function firstProblem(table: unknown): Problem | null {
  const parsed = configSchema.safeParse(table);
  const [issue] = parsed.success ? [] : parsed.error.issues;
  if (issue === undefined) return null;
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return { path, why: issue.message };
  return { path: [...path, issue.keys[0] ?? ''], why: 'this release has no such key' };
}

/** What is wrong with the config in the eyes of the compiler; null when it is something else. */
function keyProblem({ diagnostics }: CompileResult): Problem | null {
  const found = diagnostics.find(
    ({ severity, file, pointer }) =>
      severity === 'error' && file === CONFIG_FILE && pointer.startsWith('/'),
  );
  if (found === undefined) return null;
  return { path: found.pointer.slice(1).split('/'), why: found.message };
}

/** Without the key, or without the nearest one above it where it stands in a list. */
function without(table: unknown, { path, why }: Problem, left: LeftKey[]): unknown {
  for (let length = path.length; length > 0; length -= 1) {
    const rest = withoutKey(table, path.slice(0, length));
    if (JSON.stringify(rest) === JSON.stringify(table)) continue;
    left.push({ key: path.slice(0, length).join('.'), why });
    return rest;
  }
  left.push({ key: '', why: `${why}; the defaults hold` });
  return {};
}
