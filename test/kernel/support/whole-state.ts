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
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

/** Which fields of states ever held anything: a comparison of states says nothing of the others. */
export class Fields {
  /** Path of a field, e.g. `.items.1.via`, with whether it ever held anything. */
  private readonly filled = new Map<string, boolean>();

  see(whole: Record<string, unknown>, path = ''): void {
    for (const [name, value] of Object.entries(whole)) this.look(`${path}.${name}`, value);
  }

  get never_filled(): string[] {
    return [...this.filled].flatMap(([path, isFilled]) => (isFilled ? [] : [path])).sort();
  }

  private look(path: string, value: unknown): void {
    const isList = Array.isArray(value);
    if (this.filled.get(path) !== true) {
      this.filled.set(path, isList ? value.length > 0 : Boolean(value));
    }
    if (isList) for (const one of value) this.look(`${path}.*`, one);
    else if (typeof value === 'object' && value !== null) this.see({ ...value }, path);
  }
}
