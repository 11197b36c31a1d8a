import { keyOf } from '../evolve/items.ts';
import type { Item, State } from '../state/state.ts';
import { type Refused, refused } from './revision.ts';

/** A lineage as a whole, or one work item of it. */
export interface Subject {
  readonly root: string;
  readonly item: Item | null;
}

type Found = { readonly ok: true; readonly subject: Subject } | Refused;

const NAMES_MAX = 5;

/** By the id of a root document, which stands for its lineage; by the id of an item, or `<family>/<id>`. */
export function subjectNamed(state: State, name: string): Found {
  const items = keysNamed(state, name).flatMap((key) => state.items.get(key) ?? []);
  const root = items.find(isRoot)?.id ?? (state.targets.has(name) ? name : null);
  if (root !== null) return { ok: true, subject: { root, item: null } };
  const [item] = items;
  if (item === undefined) return unknown(state);
  if (items.length > 1) return ambiguous(items);
  if (item.root === null) return noLineage(item);
  return { ok: true, subject: { root: item.root, item } };
}

type FoundItem = { readonly ok: true; readonly item: Item } | Refused;

/** A work item that is queued or blocked: nobody works on it, and it may lie in no lineage. */
export function idleItem(state: State, name: string): FoundItem {
  const [item, ...others] = keysNamed(state, name).flatMap((key) => state.items.get(key) ?? []);
  if (item === undefined) return unknown(state);
  if (others.length > 0) return ambiguous([item, ...others]);
  if (item.state === 'queue' || item.state === 'blocked') return { ok: true, item };
  const next =
    item.state === 'active'
      ? 'call cancel_stage first, which blocks it, or withdraw'
      : 'call status to see what is open; what was built is changed by another spec';
  return refused(`${item.key} is ${item.state}`, 'work that is queued or blocked', next);
}

/** A work item that is not given up: it is open, or done. */
export function openOrDone(state: State, name: string): FoundItem {
  const [item, ...others] = keysNamed(state, name).flatMap((key) => state.items.get(key) ?? []);
  if (item === undefined) return unknown(state);
  if (others.length > 0) return ambiguous([item, ...others]);
  if (['queue', 'active', 'done'].includes(item.state)) return { ok: true, item };
  const next =
    item.state === 'blocked' ? `call retry_blocked with ${item.key} first` : 'name other work';
  return refused(`${item.key} is ${item.state}`, 'work that is queued, running or done', next);
}

/** Nothing of a lineage runs any more: it was closed or withdrawn. */
export function isOver(state: State, root: string): boolean {
  const target = state.targets.get(root);
  if (target !== undefined) return target.closed_at !== null;
  return (state.lineages.get(root)?.open ?? 0) === 0;
}

function keysNamed(state: State, name: string): string[] {
  return name.includes('/') ? [name] : [...state.depth.keys()].map((family) => keyOf(family, name));
}

function isRoot({ id, root }: Item): boolean {
  return id === root;
}

const EXPECTED = 'the id of a root document or of a work item, or <family>/<id>';

function unknown(state: State): Refused {
  const open = [...state.open_targets].slice(0, NAMES_MAX);
  const expected = open.length === 0 ? EXPECTED : `${EXPECTED}; open now: ${open.join(', ')}`;
  return refused(
    'There is no work of that name',
    expected,
    'call status and take an id from there',
  );
}

function ambiguous(items: readonly Item[]): Refused {
  const names = items.map(({ key }) => key).join(', ');
  return refused(`That names ${items.length} work items: ${names}`, EXPECTED, 'name one of them');
}

function noLineage({ key }: Item): Refused {
  const next = 'call archive, cancel_stage, retry_active or retry_blocked, which need no lineage';
  return refused(`${key} belongs to no lineage`, 'work that descends from a root document', next);
}
