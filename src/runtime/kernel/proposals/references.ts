import { factsOf } from '../../documents/index.ts';
import { ITEM_ID_LENGTH_MAX } from '../../plan/index.ts';
import { keyOf } from '../evolve/items.ts';
import type { Judged, Parsed, Problem, ProposalContext } from './types.ts';

/** Names that are tried for a document whose id is taken. */
const RENAMES_MAX = 999;

export function duplicates(set: readonly Parsed[]): Problem[] {
  const seen = new Map<string, string>();
  return set.flatMap((one) => {
    const key = ownKey(one);
    const other = seen.get(key);
    seen.set(key, one.name);
    if (other === undefined) return [];
    return [{ name: one.name, what: `the id ${one.document.id} is also in ${other}` }];
  });
}

/** Family -> new ids for those that are taken; references in the set follow. */
export function renamed(
  { active, isKnown }: ProposalContext,
  set: readonly Parsed[],
  problems: Problem[],
): Map<string, Map<string, string>> {
  const used = new Set(set.map(ownKey));
  const renames = new Map<string, Map<string, string>>();
  for (const one of set) {
    const { family_id } = one.family;
    const key = ownKey(one);
    if (!isKnown(key) || key === active?.key) continue;
    const isFree = (id: string) =>
      !isKnown(keyOf(family_id, id)) && !used.has(keyOf(family_id, id));
    const { id: taken } = one.document;
    const id = freeId(taken, isFree);
    if (id === null) {
      const what = `the id ${taken} is taken many times over; choose another one`;
      problems.push({ name: one.name, what });
      continue;
    }
    used.add(keyOf(family_id, id));
    const own = renames.get(family_id) ?? new Map<string, string>();
    renames.set(family_id, own.set(taken, id));
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

/** Dependencies that are neither in the set nor known. A circle in the set is a problem of it. */
export function unresolved(
  { isKnown }: ProposalContext,
  set: readonly Judged[],
  problems: Problem[],
): Problem[] {
  const admitted = new Map(
    set.filter((one) => !one.isRevision).map((one) => [ownKey(one), depsOf(one)]),
  );
  const cycle = findCycle(admitted);
  if (cycle !== null) {
    const what = `the proposed documents depend on each other in a circle: ${cycle}`;
    problems.push({ name: null, what });
  }
  return set.flatMap((one) =>
    depsOf(one)
      .filter((key) => !admitted.has(key) && !isKnown(key))
      .map((key) => {
        const id = key.slice(key.indexOf('/') + 1);
        return { name: one.name, what: `depends on ${id}, which is neither proposed nor known` };
      }),
  );
}

function ownKey({ family, document }: Parsed): string {
  return keyOf(family.family_id, document.id);
}

function depsOf({ family, document }: Parsed): string[] {
  return factsOf(document, family).depends_on.map((id) => keyOf(family.family_id, id));
}

function findCycle(set: ReadonlyMap<string, readonly string[]>): string | null {
  const done = new Set<string>();
  const visit = (key: string, path: readonly string[]): string | null => {
    const at = path.indexOf(key);
    if (at >= 0) return [...path.slice(at), key].join(' -> ');
    const deps = set.get(key);
    if (deps === undefined || done.has(key)) return null;
    for (const next of deps) {
      const cycle = visit(next, [...path, key]);
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
