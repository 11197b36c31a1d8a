import { parseDocument } from '../../documents/index.ts';
import type { ReviseChange } from '../changes/changes.ts';
import { isOpen, keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { revision } from '../proposals/admit.ts';
import type { Item, State } from '../state/state.ts';
import { type Refused, refused } from './revision.ts';

type Redirected = { readonly ok: true; readonly change: ReviseChange } | Refused;

/** The document of an item with `to` in the place of a dependency; null = without it. */
export function redirected(
  facts: DecisionContext,
  item: Item,
  from: string,
  to: string | null,
  actor: string,
): Redirected {
  const family = facts.index.family(item.family);
  const key = family.depends_on_key;
  const parsed = parseDocument(facts.document(item.key).text ?? '', family);
  if (!parsed.ok || key === null) return unreadable(item);
  const before = parsed.document.lists[key] ?? [];
  const after = before.map((id) => (id === from ? to : id)).filter((id) => id !== null);
  const { [key]: _, ...others } = parsed.document.lists;
  const kept = [...new Set(after)].filter((id) => id !== item.id);
  const lists = kept.length === 0 ? others : { ...others, [key]: kept };
  const document = { ...parsed.document, lists };
  const source = { kind: 'operator', ref: actor } as const;
  return { ok: true, change: revision(facts.hash, { family, document, source }, item.at) };
}

/** The chain by which the one waits for the other, both named, past `without`; null = it does not. */
export function chainTo(state: State, from: Item, to: Item, without?: Item): string[] | null {
  const before = new Map<string, string | null>([[from.key, null]]);
  for (const key of before.keys()) {
    if (key === to.key) return pathTo(before, key);
    const item = state.items.get(key);
    if (item === undefined || item === without || !isOpen(item.state)) continue;
    for (const id of item.deps) {
      const next = keyOf(item.family, id);
      if (!before.has(next)) before.set(next, key);
    }
  }
  return null;
}

function pathTo(before: ReadonlyMap<string, string | null>, end: string): string[] {
  const path: string[] = [];
  for (let key: string | null = end; key !== null; key = before.get(key) ?? null) path.push(key);
  return path.reverse();
}

/** Open items that wait for this one, in the order of their admission. */
export function waitersOf(state: State, { key }: Item): Item[] {
  return [...(state.waiters.get(key) ?? [])].flatMap((one) => state.items.get(one) ?? []);
}

/** Those, and all that wait for them in turn. */
export function allWaitersOf(state: State, item: Item): Item[] {
  const found = new Map<string, Item>();
  const open = [item];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const waiter of waitersOf(state, one)) {
      if (found.has(waiter.key) || waiter.key === item.key) continue;
      found.set(waiter.key, waiter);
      open.push(waiter);
    }
  }
  return [...found.values()];
}

function unreadable({ key }: Item): Refused {
  return refused(
    `The document of ${key} cannot be read, so its dependencies cannot be changed`,
    'a document that follows the grammar and has dependencies',
    `look at it with show; archive ${key} ends it`,
  );
}
