import { z } from 'zod';
import { indexItem, joinLineage, lineageOf } from '../evolve/items.ts';
import type { ClosureTarget, FinishedRun, Item, Lineage, Run, Unreadable } from '../state/state.ts';
import { State } from '../state/state.ts';
import { type Columns, finishedColumns, finishedRows, itemColumns, itemRows } from './columns.ts';

/**
 * State as text. A base holds everything; a delta holds what is small and the rows touched since.
 * Rows are kept as columns joined by line ends: 100,000 items are read several times faster than as
 * objects. Indexes are derived.
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
  desired_running: boolean;
  mailbox_number: number;
  answers: [string, string][];
  runs_started: number;
  requests_started: number;
  runs: (Omit<Run, 'met'> & { met: [string, { times: number; tree: string | null }][] })[];
  handoffs: [string, { incident: string; source: string | null; open: number }][];
  counters: [string, number][];
  pauses: [string, { reason: string; until: string | null }][];
  unreadable: [string, Unreadable][];
  markers: [string, string][];
  held_roots: string[];
  open_targets: string[];
  last_result: State['last_result'];
  totals: State['totals'];
}

/** Rows of one part of a checkpoint: making and syncing it takes a few milliseconds. */
const PART_ROWS = 300;

interface Checkpoint {
  /** A part has none of it: the base that follows says it. */
  head: Head | Pick<Head, 'format'>;
  items: Columns;
  finished: Columns;
  lineages: Omit<Lineage, 'open' | 'open_keys'>[];
  targets: ClosureTarget[];
}

export function baseText(state: State): string {
  return textOf(state, headOf(state), all(state));
}

/** The same state in parts, so that none takes long to make; the last one has the head. */
export function baseTexts(state: State, rows?: number): Generator<string> {
  return textsOf(state, all(state), rows);
}

/** What changed since the last checkpoint. The caller clears the dirty sets once it is durable. */
export function deltaText(state: State): string {
  return textOf(state, headOf(state), dirty(state));
}

export function deltaTexts(state: State, rows?: number): Generator<string> {
  return textsOf(state, dirty(state), rows);
}

interface Rows {
  readonly items: Iterable<Item>;
  readonly finished: Iterable<FinishedRun>;
  readonly roots: Iterable<string>;
}

const NO_ROWS: Rows = { items: [], finished: [], roots: [] };

function all(state: State): Rows {
  const { items, finished, lineages } = state;
  return { items: items.values(), finished: finished.values(), roots: lineages.keys() };
}

function dirty(state: State): Rows {
  return {
    items: [...state.dirty].flatMap((key) => state.items.get(key) ?? []),
    finished: [...state.dirty_runs].flatMap((id) => state.finished.get(id) ?? []),
    roots: state.dirty_roots,
  };
}

/** Rows of each kind in parts; what is left of each goes into the last text. */
function* textsOf(state: State, rows: Rows, size = PART_ROWS): Generator<string> {
  const head = { format: FORMAT };
  const items = yield* parts(rows.items, size, (part) =>
    textOf(state, head, { ...NO_ROWS, items: part }),
  );
  const finished = yield* parts(rows.finished, size, (part) =>
    textOf(state, head, { ...NO_ROWS, finished: part }),
  );
  const roots = yield* parts(rows.roots, size, (part) =>
    textOf(state, head, { ...NO_ROWS, roots: part }),
  );
  yield textOf(state, headOf(state), { items, finished, roots });
}

/** Full parts as texts; returns what is left. */
function* parts<T>(
  rows: Iterable<T>,
  size: number,
  write: (part: readonly T[]) => string,
): Generator<string, readonly T[]> {
  let part: T[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < size) continue;
    yield write(part);
    part = [];
  }
  return part;
}

export function clearDirty(state: State): void {
  state.dirty.clear();
  state.dirty_runs.clear();
  state.dirty_roots.clear();
}

function textOf(state: State, head: Checkpoint['head'], { items, finished, roots }: Rows): string {
  const names = [...roots];
  const checkpoint: Checkpoint = {
    head,
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
    desired_running: state.desired_running,
    mailbox_number: state.mailbox_number,
    answers: [...state.answers],
    runs_started: state.runs_started,
    requests_started: state.requests_started,
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

/** Reads a base, whole or in parts, and its deltas back into one state, indexes included. */
export function stateFrom(texts: readonly string[]): State {
  const state = new State();
  for (const one of texts) load(state, decode(one));
  for (const item of state.items.values()) joinLineage(state, item);
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
  if ('seq' in head) loadHead(state, head);
  for (const item of itemRows(from.items)) state.items.set(item.key, item);
  for (const run of finishedRows(from.finished)) state.finished.set(run.id, run);
  for (const lineage of from.lineages) Object.assign(lineageOf(state, lineage.root), lineage);
  for (const target of from.targets) state.targets.set(target.root, target);
}

function loadHead(state: State, head: Head): void {
  const { seq, at, epoch, plan_id, plan_sha256, runs_started, requests_started } = head;
  const { desired_running, mailbox_number, last_result, totals } = head;
  Object.assign(state, { seq, at, epoch, plan_id, plan_sha256, runs_started, requests_started });
  // One of an older release lacks the totals that have come since.
  Object.assign(state.totals, totals);
  Object.assign(state, { desired_running, mailbox_number, last_result });
  replace(state.answers, head.answers);
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
