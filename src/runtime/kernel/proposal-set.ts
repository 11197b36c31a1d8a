import { ITEM_ID_LENGTH_MAX } from '../plan/index.ts';
import type { AdmitChange, Change } from './changes.ts';
import { keyOf } from './evolve-items.ts';
import type { Parsed } from './proposals.ts';
import type { Item, State } from './state.ts';

/** Names that are tried for a document whose id is taken. */
const RENAMES_MAX = 999;

export function duplicates(set: readonly Parsed[]): string[] {
  const seen = new Map<string, string>();
  const errors: string[] = [];
  for (const one of set) {
    const key = keyOf(one.family.family_id, one.document.id);
    const other = seen.get(key);
    if (other !== undefined)
      errors.push(`${one.name}: the id ${one.document.id} is also in ${other}`);
    seen.set(key, one.name);
  }
  return errors;
}

/** Family -> new ids for those that are taken in the workspace; references in the set follow. */
export function renamed(
  state: State,
  set: readonly Parsed[],
  active: Item | undefined,
  errors: string[],
): Map<string, Map<string, string>> {
  const used = new Set(set.map((one) => keyOf(one.family.family_id, one.document.id)));
  const renames = new Map<string, Map<string, string>>();
  for (const { name, family, document } of set) {
    const { family_id } = family;
    const key = keyOf(family_id, document.id);
    if (!state.items.has(key) || key === active?.key) continue;
    const isFree = (id: string) =>
      !state.items.has(keyOf(family_id, id)) && !used.has(keyOf(family_id, id));
    const id = freeId(document.id, isFree);
    if (id === null) {
      errors.push(`${name}: the id ${document.id} is taken many times over; choose another one`);
      continue;
    }
    used.add(keyOf(family_id, id));
    const own = renames.get(family_id) ?? new Map<string, string>();
    renames.set(family_id, own.set(document.id, id));
  }
  return renames;
}

function freeId(taken: string, isFree: (id: string) => boolean): string | null {
  for (let n = 2; n <= RENAMES_MAX; n += 1) {
    const ending = `-${n}`;
    const id = `${taken.slice(0, ITEM_ID_LENGTH_MAX - ending.length)}${ending}`;
    if (isFree(id)) return id;
  }
  return null;
}

/** Every dependency is in the set or in the workspace, and the set has no cycle. */
export function unresolved(
  state: State,
  admitted: readonly AdmitChange[],
  others: readonly Change[],
): string[] {
  const inSet = new Map(admitted.map((one) => [keyOf(one.family, one.id), one]));
  const errors: string[] = [];
  for (const change of [...admitted, ...others]) {
    if (change.k !== 'admit@1' && change.k !== 'revise@1') continue;
    const family = change.k === 'admit@1' ? change.family : (change.key.split('/')[0] ?? '');
    for (const id of change.deps) {
      const key = keyOf(family, id);
      if (inSet.has(key) || state.items.has(key)) continue;
      errors.push(`${change.title}: depends on ${id}, which is neither proposed nor known`);
    }
  }
  const cycle = findCycle(inSet);
  if (cycle !== null)
    errors.push(`the proposed documents depend on each other in a circle: ${cycle}`);
  return errors;
}

function findCycle(set: ReadonlyMap<string, AdmitChange>): string | null {
  const done = new Set<string>();
  const visit = (key: string, path: readonly string[]): string | null => {
    const at = path.indexOf(key);
    if (at >= 0) return [...path.slice(at), key].join(' -> ');
    const one = set.get(key);
    if (one === undefined || done.has(key)) return null;
    for (const id of one.deps) {
      const cycle = visit(keyOf(one.family, id), [...path, key]);
      if (cycle !== null) return cycle;
    }
    done.add(key);
    return null;
  };
  for (const key of set.keys()) {
    const cycle = visit(key, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
