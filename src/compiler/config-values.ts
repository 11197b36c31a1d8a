import { pointer } from './diagnostics.ts';

/** The values of a config one by one: JSON pointer -> value. A list is one value. */
export function valuesOf(config: unknown, path: readonly string[] = []): Map<string, unknown> {
  if (!isTable(config)) return new Map([[pointer(...path), config]]);
  return new Map(
    Object.entries(config).flatMap(([key, item]) => [...valuesOf(item, [...path, key])]),
  );
}

/**
 * What a config says itself: the keys of its file, with the values that they stand for. A blank
 * that stands for a default says nothing; a key that the schema does not know stays as it is.
 */
export function ownTable(config: unknown, file: unknown): unknown {
  if (!isTable(file) || !isTable(config)) return config;
  const values = new Map(Object.entries(config));
  const entries = Object.entries(file).flatMap(([key, item]): [string, unknown][] => {
    if (!values.has(key)) return [[key, item]];
    const value = values.get(key);
    return item === '' && value !== '' ? [] : [[key, ownTable(value, item)]];
  });
  return Object.fromEntries(entries);
}

/** The same config without the key that a path names. */
export function withoutKey(config: unknown, [key, ...below]: readonly string[]): unknown {
  if (!isTable(config) || key === undefined) return config;
  const entries = Object.entries(config).flatMap(([name, item]): [string, unknown][] => {
    if (name !== key) return [[name, item]];
    return below.length === 0 ? [] : [[name, withoutKey(item, below)]];
  });
  return Object.fromEntries(entries);
}

export function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
