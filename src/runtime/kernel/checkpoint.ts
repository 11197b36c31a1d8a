import { z } from 'zod';
import { indexItem, lineageOf } from './evolve-items.ts';
import type { FinishedRun, Item, Lineage, Run } from './state.ts';
import { State } from './state.ts';

/**
 * State as text. A base holds everything; a delta holds what is small and the rows touched since. Rows are kept as
 * columns joined by line ends: 100,000 items are read several times faster than as objects. Indexes are derived.
 */
const FORMAT = 1;

/** Everything that is small whatever the number of items. */
interface Head {
  format: number;
  seq: number;
  at: string;
  epoch: string;
  plan_id: string | null;
  plan_sha256: string | null;
  runs_started: number;
  requests_started: number;
  event_rows: number;
  event_bytes: number;
  runs: (Omit<Run, 'met'> & { met: [string, { times: number; tree: string | null }][] })[];
  handoffs: [string, { incident: string; source: string | null; open: number }][];
  counters: [string, number][];
  pauses: [string, { reason: string; until: string | null }][];
  unreadable: State['unreadable'] extends Map<string, infer V> ? [string, V][] : never;
  markers: [string, string][];
  held_roots: string[];
  open_targets: string[];
  last_result: State['last_result'];
  totals: State['totals'];
}

type Columns = Record<string, string | readonly number[]>;

interface Checkpoint {
  head: Head;
  items: Columns;
  finished: Columns;
  lineages: Omit<Lineage, 'open' | 'open_keys'>[];
  targets: State['targets'] extends Map<string, infer V> ? V[] : never;
}

export function baseText(state: State): string {
  return text(state, state.items.values(), state.finished.values(), state.lineages.keys());
}

/** What changed since the last checkpoint. The caller clears the dirty sets once it is durable. */
export function deltaText(state: State): string {
  const items = [...state.dirty].flatMap((key) => state.items.get(key) ?? []);
  const finished = [...state.dirty_runs].flatMap((id) => state.finished.get(id) ?? []);
  return text(state, items, finished, state.dirty_roots);
}

export function clearDirty(state: State): void {
  state.dirty.clear();
  state.dirty_runs.clear();
  state.dirty_roots.clear();
}

function text(
  state: State,
  items: Iterable<Item>,
  finished: Iterable<FinishedRun>,
  roots: Iterable<string>,
): string {
  const names = [...roots];
  const checkpoint: Checkpoint = {
    head: headOf(state),
    items: itemColumns(items),
    finished: finishedColumns(finished),
    lineages: names.flatMap((root) => {
      const lineage = state.lineages.get(root);
      if (lineage === undefined) return [];
      const { open: _, open_keys: __, ...rest } = lineage;
      return [rest];
    }),
    targets: names.flatMap((root) => state.targets.get(root) ?? []),
  };
  return JSON.stringify(checkpoint);
}

function headOf(state: State): Head {
  return {
    format: FORMAT,
    seq: state.seq,
    at: state.at,
    epoch: state.epoch,
    plan_id: state.plan_id,
    plan_sha256: state.plan_sha256,
    runs_started: state.runs_started,
    requests_started: state.requests_started,
    event_rows: state.event_rows,
    event_bytes: state.event_bytes,
    runs: [...state.runs.values()].map((run) => ({ ...run, met: [...run.met] })),
    handoffs: [...state.handoffs],
    counters: [...state.counters],
    pauses: [...state.pauses],
    unreadable: [...state.unreadable],
    markers: [...state.markers],
    held_roots: [...state.held_roots],
    open_targets: [...state.open_targets],
    last_result: state.last_result,
    totals: state.totals,
  };
}

const ITEM_TEXTS = ['family', 'id', 'state', 'digest'] as const;

function itemColumns(items: Iterable<Item>): Columns {
  const texts: Record<string, string[]> = {};
  for (const name of [...ITEM_TEXTS, 'title', 'deps', 'root', 'idea', 'start_node', 'via']) {
    texts[name] = [];
  }
  const at: number[] = [];
  const seq: number[] = [];
  const stages: number[] = [];
  for (const item of items) {
    for (const name of ITEM_TEXTS) texts[name]?.push(item[name]);
    texts.title?.push(item.title.replaceAll('\n', ' '));
    texts.deps?.push(item.deps.join(' '));
    texts.root?.push(item.root ?? '');
    texts.idea?.push(item.idea ?? '');
    texts.start_node?.push(item.start_node ?? '');
    texts.via?.push(item.via ?? '');
    at.push(item.at);
    seq.push(item.seq);
    stages.push(item.stages);
  }
  return { ...joined(texts), at, seq, stages };
}

const FINISHED_TEXTS = ['id', 'plane', 'status', 'started_at', 'completed_at'] as const;

function finishedColumns(finished: Iterable<FinishedRun>): Columns {
  const texts: Record<string, string[]> = {};
  for (const name of [...FINISHED_TEXTS, 'key', 'root']) texts[name] = [];
  const stages: number[] = [];
  const first: number[] = [];
  const last: number[] = [];
  for (const run of finished) {
    for (const name of FINISHED_TEXTS) texts[name]?.push(run[name]);
    texts.key?.push(run.key ?? '');
    texts.root?.push(run.root ?? '');
    stages.push(run.stages);
    first.push(run.first_seq);
    last.push(run.last_seq);
  }
  return { ...joined(texts), stages, first, last };
}

function joined(texts: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, values]) => [name, values.join('\n')]),
  );
}

/** Reads a base and its deltas back into one state, indexes included. */
export function stateFrom(base: string, deltas: readonly string[]): State {
  const state = new State();
  for (const one of [base, ...deltas]) load(state, decode(one));
  const sorted = [...state.items.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  for (const item of sorted) indexItem(state, item);
  for (const handoff of state.handoffs.values()) state.settling.add(handoff.incident);
  return state;
}

const shape = z.looseObject({ head: z.looseObject({ format: z.literal(FORMAT) }) });

function decode(text: string): Checkpoint {
  const value: unknown = JSON.parse(text);
  shape.parse(value);
  // The journal guards these bytes with a digest; they are our own words.
  return value as Checkpoint;
}

function load(state: State, from: Checkpoint): void {
  const { head } = from;
  loadHead(state, head);
  for (const item of itemRows(from.items)) state.items.set(item.key, item);
  for (const run of finishedRows(from.finished)) state.finished.set(run.id, run);
  for (const lineage of from.lineages) Object.assign(lineageOf(state, lineage.root), lineage);
  for (const target of from.targets) state.targets.set(target.root, target);
}

function loadHead(state: State, head: Head): void {
  const { seq, at, epoch, plan_id, plan_sha256, runs_started, requests_started } = head;
  const { event_rows, event_bytes, last_result, totals } = head;
  Object.assign(state, { seq, at, epoch, plan_id, plan_sha256, runs_started, requests_started });
  Object.assign(state, { event_rows, event_bytes, last_result, totals });
  replace(
    state.runs,
    head.runs.map((run) => [run.id, { ...run, met: new Map(run.met) }]),
  );
  replace(
    state.handoffs,
    head.handoffs.map(([key, one]) => [key, { ...one, open: 0 }]),
  );
  replace(state.counters, head.counters);
  replace(state.pauses, head.pauses);
  replace(state.unreadable, head.unreadable);
  replace(state.markers, head.markers);
  state.held_roots.clear();
  for (const root of head.held_roots) state.held_roots.add(root);
  state.open_targets.clear();
  for (const root of head.open_targets) state.open_targets.add(root);
}

function replace<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const NONE: readonly string[] = Object.freeze([]);

function* itemRows(columns: Columns): IterableIterator<Item> {
  const at = numbers(columns, 'at');
  const seq = numbers(columns, 'seq');
  const stages = numbers(columns, 'stages');
  if (at.length === 0) return;
  const [family, id, state, digest] = ITEM_TEXTS.map((name) => texts(columns, name));
  const [title, deps, root, idea, start, via] = [
    'title',
    'deps',
    'root',
    'idea',
    'start_node',
    'via',
  ].map((name) => texts(columns, name));
  const known = new Map<string, string>();
  // Repeated words share one string, and no word keeps the whole column alive.
  const own = (word: string | undefined): string => {
    const value = word ?? '';
    const same = known.get(value);
    if (same !== undefined) return same;
    known.set(value, value);
    return value;
  };
  const orNull = (word: string | undefined): string | null => (word ? own(word) : null);
  for (let i = 0; i < at.length; i += 1) {
    const waits = deps?.[i] ?? '';
    yield {
      family: own(family?.[i]),
      id: id?.[i] ?? '',
      key: `${family?.[i]}/${id?.[i]}`,
      state: own(state?.[i]) as Item['state'],
      at: at[i] ?? 0,
      title: title?.[i] ?? '',
      digest: digest?.[i] ?? '',
      seq: seq[i] ?? 0,
      deps: waits === '' ? NONE : waits.split(' '),
      unmet: 0,
      root: orNull(root?.[i]),
      idea: orNull(idea?.[i]),
      start_node: orNull(start?.[i]),
      via: orNull(via?.[i]),
      stages: stages[i] ?? 0,
    };
  }
}

function* finishedRows(columns: Columns): IterableIterator<FinishedRun> {
  const [stages, first, last] = ['stages', 'first', 'last'].map((name) => numbers(columns, name));
  const [id, plane, status, started, completed] = FINISHED_TEXTS.map((name) =>
    texts(columns, name),
  );
  const [key, root] = ['key', 'root'].map((name) => texts(columns, name));
  for (let i = 0; i < (first?.length ?? 0); i += 1) {
    yield {
      id: id?.[i] ?? '',
      plane: plane?.[i] ?? '',
      key: key?.[i] || null,
      root: root?.[i] || null,
      status: (status?.[i] ?? 'complete') as FinishedRun['status'],
      stages: stages?.[i] ?? 0,
      started_at: started?.[i] ?? '',
      completed_at: completed?.[i] ?? '',
      first_seq: first?.[i] ?? 0,
      last_seq: last?.[i] ?? 0,
    };
  }
}

function texts(columns: Columns, name: string): readonly string[] {
  const column = columns[name];
  return typeof column === 'string' ? column.split('\n') : NONE;
}

function numbers(columns: Columns, name: string): readonly number[] {
  const column = columns[name];
  return typeof column === 'string' || column === undefined ? [] : column;
}
