import type { About, LineageState, LineageView, Wait, WorkState } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type ClosureTarget,
  claimKey,
  type Item,
  isOfAll,
  isPlanePaused,
  keyOf,
  type OpenQuestion,
  operatorPause,
  type PlanIndex,
  type RunSubject,
  type State,
  waitsFor,
} from '../../kernel/index.ts';

/** What a view is made from: the state, the plan that gives its names a meaning, and the time. */
export interface Known {
  readonly index: PlanIndex;
  readonly state: State;
  /** ISO. */
  readonly now: string;
}

interface Standing<S = WorkState> {
  readonly state: S;
  readonly wait: Wait | null;
}

const DEPENDENCIES_NAMED_MAX = 3;

/** Whom a run is about: its item, or the lineage that it judges. */
export function aboutRun(known: Known, run: RunSubject): About {
  return run.kind === 'item' ? aboutItem(known, run.key) : aboutRoot(known, run.root);
}

export function aboutItem(known: Known, key: string): About {
  const item = known.state.items.get(key);
  if (item === undefined) return { root: null, item: key, title: '', state: 'queued', wait: null };
  const { root, title } = item;
  if (root !== null && isRootItem(known, item)) return { ...aboutRoot(known, root), item: key };
  return { root, item: key, title, ...standingOfItem(known, item) };
}

/** Whether a lineage is about this item, and not the item a part of one. */
export function isRootItem(known: Known, { family, key, root }: Item): boolean {
  const isRootFamily = known.index.plan.families[family]?.closure.role === 'root';
  return isRootFamily && root !== null && rootKeyOf(known, root) === key;
}

export function aboutRoot(known: Known, root: string): About {
  const title = known.state.items.get(rootKeyOf(known, root) ?? '')?.title ?? '';
  return { root, item: null, title, ...standingOfRoot(known, root) };
}

export function lineageView(known: Known, root: string): LineageView {
  const { state } = known;
  const key = rootKeyOf(known, root);
  const work = (state.members.get(root) ?? []).flatMap((one) => state.items.get(one) ?? []);
  const planned = work.filter((item) => item.key !== key && !isGone(item) && isBuilt(known, item));
  const lineage = state.lineages.get(root);
  const target = state.targets.get(root);
  return {
    ...aboutRoot(known, root),
    root,
    item: key,
    work_done: planned.filter((item) => item.state === 'done').length,
    work_total: planned.length,
    stages: lineage?.stages ?? 0,
    total_tokens: lineage === undefined || lineage.tokens === 0 ? null : lineage.tokens,
    cost_usd: lineage?.cost_usd ?? null,
    unpriced: lineage?.unpriced ?? 0,
    wall_minutes: Math.round((lineage?.wall_ms ?? 0) / 6000) / 10,
    opened_at: target?.opened_at ?? null,
    closed_at: target?.closed_at ?? null,
    ...(lineage?.follows === undefined ? {} : { follows: lineage.follows }),
  };
}

/** Key of the root document: that of its target, or of the item that will open one. */
export function rootKeyOf({ index, state }: Known, root: string): string | null {
  const target = state.targets.get(root);
  if (target !== undefined) return target.key;
  for (const { family_id, closure } of Object.values(index.plan.families)) {
    const key = keyOf(family_id, root);
    if (closure.role === 'root' && state.items.get(key)?.root === root) return key;
  }
  return null;
}

/** What nobody does any more counts neither as done nor as left. */
function isGone({ state }: Item): boolean {
  return state === 'withdrawn' || state === 'superseded';
}

/** Work on what was planned, and not on the plan: it runs in another plane than root documents. */
function isBuilt({ index }: Known, item: Item): boolean {
  const family = index.plan.families[item.family];
  if (family === undefined) return false;
  return !Object.values(index.plan.families).some(
    ({ closure, plane }) => closure.role === 'root' && plane === family.plane,
  );
}

function phaseOf(known: Known, item: Item): LineageState {
  return isBuilt(known, item) ? 'building' : 'planning';
}

function standingOfItem(known: Known, item: Item): Standing {
  const { state } = known;
  switch (item.state) {
    case 'queue': {
      const asked = state.asked_items.has(item.key) ? questionAbout(state, item.key) : null;
      if (asked !== null) return waitingForAnswer(asked);
      const held = item.root === null ? null : (state.lineages.get(item.root)?.held ?? null);
      if (held !== null) return { state: 'waiting', wait: { on: 'limit', limit: held } };
      const review = state.reviewed_roots.get(item.root ?? '');
      if (review !== undefined) return waitingForAnswer(review);
      return item.unmet > 0 ? waitingFor(known, item) : { state: 'queued', wait: null };
    }
    case 'active':
      return { state: phaseOf(known, item), wait: null };
    case 'blocked': {
      const id = questionAbout(state, item.key);
      return id === null ? { state: 'blocked', wait: null } : waitingForAnswer(id);
    }
    case 'done':
    case 'superseded':
    case 'withdrawn':
      return { state: item.state, wait: null };
    default:
      return exhausted(item.state);
  }
}

function waitingForAnswer(id: string): Standing<'waiting'> {
  return { state: 'waiting', wait: { on: 'decision', id } };
}

function questionAbout(state: State, item: string): string | null {
  return questionOf(state, ({ key }) => key === item);
}

function questionOf(state: State, is: (one: OpenQuestion) => boolean): string | null {
  for (const one of state.questions.values()) if (one.holds && is(one)) return one.id;
  return null;
}

function waitingFor({ state }: Known, item: Item): Standing<'waiting'> {
  const keys = item.deps.map((id) => keyOf(item.family, id));
  const open = keys.filter((key) => {
    const other = state.items.get(key);
    return other === undefined || (other.state !== 'done' && other.state !== 'superseded');
  });
  return {
    state: 'waiting',
    wait: { on: 'dependency', keys: open.slice(0, DEPENDENCIES_NAMED_MAX) },
  };
}

function standingOfRoot(known: Known, root: string): Standing<LineageState> {
  const { state } = known;
  const target = state.targets.get(root);
  if (target !== undefined && target.closed_at !== null) {
    return { state: target.withdrawn === true ? 'withdrawn' : 'closed', wait: null };
  }
  const own = target === undefined ? state.items.get(rootKeyOf(known, root) ?? '') : undefined;
  if (own?.state === 'withdrawn') return { state: 'withdrawn', wait: null };
  const lineage = state.lineages.get(root);
  if (lineage?.held != null) {
    return { state: 'waiting', wait: { on: 'limit', limit: lineage.held } };
  }
  const review = state.reviewed_roots.get(root);
  if (review !== undefined) return waitingForAnswer(review);
  for (const run of state.runs.values()) {
    if (run.root !== root) continue;
    if (run.kind === 'closure') return { state: 'judging', wait: null };
    const item = state.items.get(run.key);
    if (item !== undefined) return { state: phaseOf(known, item), wait: null };
  }
  if (target !== undefined) return standingOfTarget(known, target);
  const asked = own === undefined ? null : questionAbout(state, own.key);
  return asked === null ? { state: 'queued', wait: null } : waitingForAnswer(asked);
}

/** Nothing of it runs now. */
function standingOfTarget(known: Known, target: ClosureTarget): Standing<LineageState> {
  const { index, state, now } = known;
  for (const [source, pause] of state.pauses) {
    const { until } = pause;
    if (!isOfAll(pause) || (until !== null && until <= now)) continue;
    return { state: 'waiting', wait: { on: 'pause', source, until } };
  }
  const paused: string[] = [];
  for (const { family_id, plane } of Object.values(index.plan.families)) {
    const next = state.claimable.get(claimKey(family_id, target.root))?.first();
    if (next === undefined) continue;
    if (!isPlanePaused(state, plane)) return { state: phaseOf(known, next), wait: null };
    paused.push(operatorPause(plane));
  }
  const [source] = paused;
  if (source !== undefined) return { state: 'waiting', wait: { on: 'pause', source, until: null } };
  const open = [...(state.lineages.get(target.root)?.open_keys ?? [])];
  const items = open.flatMap((key) => state.items.get(key) ?? []);
  const asked = questionOf(state, ({ root }) => root === target.root);
  if (asked !== null) return waitingForAnswer(asked);
  if (items.some((item) => item.state === 'blocked')) return { state: 'blocked', wait: null };
  const waiting = items.find((item) => item.state === 'queue');
  if (waiting !== undefined) return waitingFor(known, waiting);
  for (const { path, root, archived } of state.unreadable.values()) {
    if (archived === true) continue;
    if (root !== null && root !== target.root) continue;
    return { state: 'waiting', wait: { on: 'document', path } };
  }
  const isRefused = waitsFor(state, target) !== null;
  return { state: isRefused ? 'blocked' : 'judging', wait: null };
}
