import { exhausted } from '../../errors/exhausted.ts';
import type {
  AdmitChange,
  AnyItemChange,
  ItemState,
  RehomeChange,
  ReviseChange,
} from '../changes/changes.ts';
import type { Depth, Handoff, Item, Lineage, State, Touched } from '../state/state.ts';
import { forgetSpend } from '../state/usage.ts';
import { dropClaimable, isClaimable, makeClaimable } from './claimable.ts';
import { markTrigger } from './triggers.ts';

const NONE: readonly string[] = Object.freeze([]);

export function evolveItem(state: State, change: AnyItemChange, touched: Touched): void {
  switch (change.k) {
    case 'admit@1':
      return admit(state, change, touched);
    case 'revise@1':
      return revise(state, change, touched);
    case 'move@1':
      return move(state, itemOf(state, change.key), change.to, touched);
    case 'rehome@1':
      return rehome(state, itemOf(state, change.key), change, touched);
    default:
      return exhausted(change);
  }
}

export function keyOf(family: string, id: string): string {
  return `${family}/${id}`;
}

export function itemOf(state: State, key: string): Item {
  const item = state.items.get(key);
  if (item === undefined) throw new Error(`no work item ${key}`);
  return item;
}

export function lineageOf(state: State, root: string): Lineage {
  const known = state.lineages.get(root);
  if (known !== undefined) return known;
  const lineage: Lineage = {
    root,
    open: 0,
    open_keys: new Set(),
    version: 0,
    finished: 0,
    stages: 0,
    wall_ms: 0,
    tokens: 0,
    handoffs: 0,
    remediations: 0,
    held: null,
  };
  state.lineages.set(root, lineage);
  return lineage;
}

/** Puts an item into every index that is derived from it. Also used when a checkpoint is read. */
export function indexItem(state: State, item: Item): void {
  depthOf(state, item.family)[item.state] += 1;
  if (item.state === 'blocked') state.blocked.add(item.key);
  if (item.root !== null && isOpen(item.state)) {
    const lineage = lineageOf(state, item.root);
    lineage.open += 1;
    lineage.open_keys.add(item.key);
  }
  if (isOver(item.state)) return;
  item.unmet = 0;
  for (const dependency of item.deps) wait(state, item, keyOf(item.family, dependency));
  if (isClaimable(state, item)) makeClaimable(state, item);
  if (item.via !== null) countVia(state, item.via, 1);
}

/** Puts an item behind those of its lineage that were admitted before. */
export function joinLineage(state: State, item: Item): void {
  if (item.root === null) return;
  const members = state.members.get(item.root);
  if (members === undefined) state.members.set(item.root, [item.key]);
  else members.push(item.key);
}

function admit(state: State, change: AdmitChange, touched: Touched): void {
  const key = keyOf(change.family, change.id);
  const item: Item = {
    family: change.family,
    id: change.id,
    key,
    state: change.state,
    at: change.at,
    title: change.title,
    digest: change.document.sha256,
    seq: state.seq,
    deps: change.deps.length === 0 ? NONE : change.deps,
    unmet: 0,
    root: change.root,
    idea: change.idea,
    start_node: change.start_node,
    via: change.via,
    stages: 0,
  };
  state.items.set(key, item);
  joinLineage(state, item);
  indexItem(state, item);
  if (change.trigger !== undefined) markTrigger(state, key, change.trigger);
  touch(state, item, touched);
}

function revise(state: State, change: ReviseChange, touched: Touched): void {
  const item = itemOf(state, change.key);
  if (isClaimable(state, item)) dropClaimable(state, item);
  for (const dependency of item.deps) unwait(state, item, keyOf(item.family, dependency));
  item.at = change.at;
  item.title = change.title;
  item.deps = change.deps.length === 0 ? NONE : change.deps;
  item.digest = change.document.sha256;
  item.seq = state.seq;
  item.unmet = 0;
  for (const dependency of item.deps) wait(state, item, keyOf(item.family, dependency));
  if (isClaimable(state, item)) makeClaimable(state, item);
  touch(state, item, touched);
}

function move(state: State, item: Item, to: ItemState, touched: Touched): void {
  if (isClaimable(state, item)) dropClaimable(state, item);
  const depth = depthOf(state, item.family);
  depth[item.state] -= 1;
  depth[to] += 1;
  const wasOpen = isOpen(item.state);
  // Only an operator brings blocked work back: it gets its stages anew.
  if (item.state === 'blocked' && to === 'queue') item.stages = 0;
  if (item.state === 'blocked') forgetHandoff(state, item.key);
  item.state = to;
  if (to === 'blocked') state.blocked.add(item.key);
  else state.blocked.delete(item.key);
  if (isClaimable(state, item)) makeClaimable(state, item);
  if (item.root !== null && wasOpen && !isOpen(to)) close(state, item.root, item);
  if (isOver(to)) {
    leave(state, item);
    forgetSpend(state.spends, 'item', item.key);
  }
  if (isFinished(to)) free(state, item);
  touch(state, item, touched);
}

/** An open item leaves its lineage, where it has one, and takes its place among those of another. */
function rehome(state: State, item: Item, { root, idea }: RehomeChange, touched: Touched): void {
  if (isClaimable(state, item)) dropClaimable(state, item);
  touch(state, item, touched);
  if (item.root !== null) {
    const before = lineageOf(state, item.root);
    before.open -= 1;
    before.open_keys.delete(item.key);
    const left = (state.members.get(item.root) ?? []).filter((key) => key !== item.key);
    if (left.length === 0) state.members.delete(item.root);
    else state.members.set(item.root, left);
  }
  item.root = root;
  item.idea = idea;
  const lineage = lineageOf(state, root);
  lineage.open += 1;
  lineage.open_keys.add(item.key);
  // In the order of their admission, as whoever reads a checkpoint finds them.
  const members = [...state.items.values()].filter((one) => one.root === root);
  state.members.set(
    root,
    members.map(({ key }) => key),
  );
  if (isClaimable(state, item)) makeClaimable(state, item);
  touch(state, item, touched);
}

/** Another place among those that can be claimed. */
export function prioritize(state: State, item: Item, at: number, touched: Touched): void {
  if (isClaimable(state, item)) dropClaimable(state, item);
  item.at = at;
  if (isClaimable(state, item)) makeClaimable(state, item);
  touch(state, item, touched);
}

function close(state: State, root: string, item: Item): void {
  const lineage = lineageOf(state, root);
  lineage.open -= 1;
  lineage.open_keys.delete(item.key);
  lineage.finished += 1;
}

/** It waits for nothing any more, and lets its handoff settle. */
function leave(state: State, item: Item): void {
  for (const dependency of item.deps) unwait(state, item, keyOf(item.family, dependency));
  item.unmet = 0;
  if (item.via !== null) countVia(state, item.via, -1);
  markSettling(state, state.handoffs.get(item.key));
}

/** What waited for it does no more. */
function free(state: State, item: Item): void {
  for (const key of state.waiters.get(item.key) ?? NONE) {
    const waiter = itemOf(state, key);
    waiter.unmet -= 1;
    if (isClaimable(state, waiter)) makeClaimable(state, waiter);
  }
  state.waiters.delete(item.key);
}

/** The item is parked no more: nothing stands in for it. */
function forgetHandoff(state: State, source: string): void {
  for (const [incident, handoff] of state.handoffs) {
    if (handoff.source !== source) continue;
    state.handoffs.delete(incident);
    state.settling.delete(incident);
  }
}

function touch(state: State, item: Item, touched: Touched): void {
  if (item.root !== null) {
    lineageOf(state, item.root).version += 1;
    state.dirty_roots.add(item.root);
  }
  state.dirty.add(item.key);
  touched.items.add(item.key);
}

/** A list of so many waiters becomes a set, so that leaving it takes no search. */
const WAITERS_LISTED_MAX = 64;

function wait(state: State, item: Item, dependency: string): void {
  const other = state.items.get(dependency);
  if (other !== undefined && isFinished(other.state)) return;
  const waiters = state.waiters.get(dependency);
  if (waiters === undefined) {
    // The item's own key where there is one: a second string of it for each would take much memory.
    state.waiters.set(other?.key ?? dependency, [item.key]);
  } else if (waiters instanceof Set) {
    if (waiters.has(item.key)) return;
    waiters.add(item.key);
  } else {
    if (waiters.at(-1) === item.key) return;
    waiters.push(item.key);
    if (waiters.length > WAITERS_LISTED_MAX) state.waiters.set(dependency, new Set(waiters));
  }
  item.unmet += 1;
}

function unwait(state: State, item: Item, dependency: string): void {
  const waiters = state.waiters.get(dependency);
  if (waiters === undefined) return;
  if (waiters instanceof Set) waiters.delete(item.key);
  else if (waiters.includes(item.key)) waiters.splice(waiters.indexOf(item.key), 1);
  const left = waiters instanceof Set ? waiters.size : waiters.length;
  if (left === 0) state.waiters.delete(dependency);
}

function countVia(state: State, incident: string, by: number): void {
  const handoff = state.handoffs.get(incident);
  if (handoff === undefined) return;
  handoff.open += by;
  markSettling(state, handoff);
}

/** Once an incident is over, and nothing that came of it is open, its parked item may be settled. */
export function markSettling(state: State, handoff: Handoff | undefined): void {
  if (handoff === undefined) return;
  const { incident, open } = handoff;
  const item = state.items.get(incident);
  if (open === 0 && item !== undefined && isFinished(item.state)) state.settling.add(incident);
  else state.settling.delete(incident);
}

function depthOf(state: State, family: string): Depth {
  const known = state.depth.get(family);
  if (known !== undefined) return known;
  const depth: Depth = { queue: 0, active: 0, done: 0, blocked: 0, superseded: 0, withdrawn: 0 };
  state.depth.set(family, depth);
  return depth;
}

/** What waits for it may go on. */
export function isFinished(state: ItemState): boolean {
  return state === 'done' || state === 'superseded';
}

/** Nothing more is done for it. What waits for work that was withdrawn waits for its owner. */
function isOver(state: ItemState): boolean {
  return isFinished(state) || state === 'withdrawn';
}

export function isOpen(state: ItemState): boolean {
  return !isOver(state);
}
