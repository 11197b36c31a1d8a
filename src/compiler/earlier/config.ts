import { parse, stringify, TomlError } from 'smol-toml';
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

export interface CarriedConfig {
  readonly text: string;
  readonly left: readonly LeftKey[];
  readonly result: CompileResult;
}

/** Keys that are left out one after the other before the defaults are taken. */
const KEYS_LEFT_MAX = 100;
const HEAD = '# Taken over by an import; keys that this release does not have were left out.\n';

/**
 * The config of an earlier release as this one reads it: every key that means the same is kept, every other
 * is named. `compiled` tries a text with the assets of this release, so that what comes back can be used.
 */
export function carryConfig(
  text: string | null,
  compiled: (text: string) => CompileResult,
): CarriedConfig {
  const left: LeftKey[] = [];
  let table: unknown = text === null ? {} : tableIn(text, left);
  for (let tries = 0; tries < KEYS_LEFT_MAX; tries += 1) {
    const problem = firstProblem(table);
    if (problem === null) {
      const carried = `${HEAD}\n${stringify(table)}`;
      const result = compiled(carried);
      const wrong = keyProblem(result);
      if (result.ok || wrong === null) return { text: carried, left, result };
      table = without(table, wrong, left);
    } else table = without(table, problem, left);
  }
  left.push({ key: '', why: 'has too much that this release does not read; the defaults hold' });
  return { text: HEAD, left, result: compiled(HEAD) };
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
