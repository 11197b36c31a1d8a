import type { State } from '../../../src/runtime/kernel/index.ts';
import { Ordered } from '../../../src/runtime/kernel/state/sorted-list.ts';

/** What has changed since the last checkpoint: nothing, in a state that was read back from one. */
const MARKS: ReadonlySet<string> = new Set(['dirty', 'dirty_runs', 'dirty_roots']);
/** Indexes that are only looked up: their order is that of the first use. */
const LOOKED_UP: ReadonlySet<string> = new Set(['claimable', 'depth', 'waiters']);
/** Sets that are walked through in their order. */
const WALKED: ReadonlySet<string> = new Set(['open_targets']);

/**
 * All that a state holds as plain data, whatever fields it and its rows have: one that somebody
 * adds is in here without being named. Two of them are equal when the states are.
 */
export function wholeState(state: State): Record<string, unknown> {
  const parts = Object.entries(state).filter(([name]) => !MARKS.has(name));
  return Object.fromEntries(parts.map(([name, part]) => [name, plainPart(name, part)]));
}

function plainPart(name: string, part: unknown): unknown {
  if (LOOKED_UP.has(name) && part instanceof Map) return plain(sorted(part));
  return WALKED.has(name) && part instanceof Set ? [...part] : plain(part);
}

/** A list in such an index is a set that was too small to be made one. */
function sorted(index: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const entries = [...index].map(([key, one]): [string, unknown] => [
    key,
    Array.isArray(one) ? new Set(one) : one,
  ]);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, one]) => [key, plain(one)]);
  if (value instanceof Ordered) return [...value].map(({ id }) => id);
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, one]) => [name, plain(one)]));
}
