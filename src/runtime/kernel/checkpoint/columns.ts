import { type FinishedRun, type RunSubject, subjectOf, workKey } from '../state/run.ts';
import type { Item } from '../state/state.ts';

/** Rows as one text or number list per field. Texts are joined by line ends, so no value may hold one. */
export type Columns = Record<string, string | readonly number[]>;

/** How a row is written: column -> value. The types name every field, so that none is forgotten. */
type Texts<T, Column extends string> = Readonly<Record<Column, (row: T) => string>>;
type Numbers<T, Column extends string> = Readonly<Record<Column, (row: T) => number>>;

type NumberField<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;
type TextField<T> = Exclude<keyof T, NumberField<T>> & string;

/** `key` is made of two others. */
const ITEM_TEXTS: Texts<Item, Exclude<TextField<Item>, 'key'>> = {
  family: (item) => item.family,
  id: (item) => item.id,
  state: (item) => item.state,
  digest: (item) => item.digest,
  title: (item) => item.title.replaceAll('\n', ' '),
  deps: (item) => item.deps.join(' '),
  root: (item) => item.root ?? '',
  idea: (item) => item.idea ?? '',
  start_node: (item) => item.start_node ?? '',
  via: (item) => item.via ?? '',
};

/** `unmet` is counted anew. */
const ITEM_NUMBERS: Numbers<Item, Exclude<NumberField<Item>, 'unmet'>> = {
  at: (item) => item.at,
  seq: (item) => item.seq,
  stages: (item) => item.stages,
};

/** What a run is about stands in `key` and `root`. */
const FINISHED_TEXTS: Texts<FinishedRun, Exclude<TextField<FinishedRun>, 'kind'> | 'key'> = {
  id: (run) => run.id,
  plane: (run) => run.plane,
  status: (run) => run.status,
  started_at: (run) => run.started_at,
  completed_at: (run) => run.completed_at,
  key: (run) => workKey(run) ?? '',
  root: (run) => run.root ?? '',
};

type SeqField = 'first_seq' | 'last_seq';
const FINISHED_NUMBERS: Numbers<
  FinishedRun,
  Exclude<NumberField<FinishedRun>, SeqField> | 'first' | 'last'
> = {
  stages: (run) => run.stages,
  first: (run) => run.first_seq,
  last: (run) => run.last_seq,
};

export function itemColumns(items: Iterable<Item>): Columns {
  return columnsOf([...items], ITEM_TEXTS, ITEM_NUMBERS);
}

export function finishedColumns(finished: Iterable<FinishedRun>): Columns {
  return columnsOf([...finished], FINISHED_TEXTS, FINISHED_NUMBERS);
}

function columnsOf<T>(
  rows: readonly T[],
  texts: Readonly<Record<string, (row: T) => string>>,
  numbers: Readonly<Record<string, (row: T) => number>>,
): Columns {
  const columns: Columns = {};
  for (const [name, text] of Object.entries(texts)) columns[name] = rows.map(text).join('\n');
  for (const [name, number] of Object.entries(numbers)) columns[name] = rows.map(number);
  return columns;
}

const NONE: readonly string[] = Object.freeze([]);

/** Repeated words share one string. Rows next to each other mostly hold the same. */
class Words {
  private readonly known = new Map<string, string>();
  private last = '';

  own(word: string | undefined): string {
    const value = word ?? '';
    if (value === this.last) return this.last;
    const same = this.known.get(value);
    if (same === undefined) this.known.set(value, value);
    this.last = same ?? value;
    return this.last;
  }

  orNull(word: string | undefined): string | null {
    return word ? this.own(word) : null;
  }
}

export function* itemRows(columns: Columns): IterableIterator<Item> {
  const text = (name: keyof typeof ITEM_TEXTS) => textsIn(columns, name);
  const number = (name: keyof typeof ITEM_NUMBERS) => numbersIn(columns, name);
  const [at, seq, stages] = [number('at'), number('seq'), number('stages')];
  if (at.length === 0) return;
  const [family, id, state] = [text('family'), text('id'), text('state')];
  const [title, digest, deps] = [text('title'), text('digest'), text('deps')];
  const [root, idea] = [text('root'), text('idea')];
  const [start, via] = [text('start_node'), text('via')];
  const families = new Words();
  const states = new Words();
  const roots = new Words();
  const ideas = new Words();
  const others = new Words();
  for (let i = 0; i < at.length; i += 1) {
    const waits = deps[i] ?? '';
    yield {
      family: families.own(family[i]),
      id: id[i] ?? '',
      key: `${family[i]}/${id[i]}`,
      state: states.own(state[i]) as Item['state'],
      at: at[i] ?? 0,
      title: title[i] ?? '',
      digest: digest[i] ?? '',
      seq: seq[i] ?? 0,
      deps: waits === '' ? NONE : waits.split(' '),
      unmet: 0,
      root: roots.orNull(root[i]),
      idea: ideas.orNull(idea[i]),
      start_node: others.orNull(start[i]),
      via: others.orNull(via[i]),
      stages: stages[i] ?? 0,
    };
  }
}

export function* finishedRows(columns: Columns): IterableIterator<FinishedRun> {
  const text = (name: keyof typeof FINISHED_TEXTS) => textsIn(columns, name);
  const number = (name: keyof typeof FINISHED_NUMBERS) => numbersIn(columns, name);
  const [first, last, stages] = [number('first'), number('last'), number('stages')];
  const [id, plane, status] = [text('id'), text('plane'), text('status')];
  const [key, root] = [text('key'), text('root')];
  const [started, completed] = [text('started_at'), text('completed_at')];
  for (let i = 0; i < first.length; i += 1) {
    yield {
      id: id[i] ?? '',
      plane: plane[i] ?? '',
      status: (status[i] ?? 'complete') as FinishedRun['status'],
      stages: stages[i] ?? 0,
      started_at: started[i] ?? '',
      completed_at: completed[i] ?? '',
      first_seq: first[i] ?? 0,
      last_seq: last[i] ?? 0,
      ...aboutOf(key[i] ?? '', root[i] ?? ''),
    };
  }
}

function aboutOf(key: string, root: string): RunSubject {
  return subjectOf(key === '' ? { key: null, root } : { key, root: root === '' ? null : root });
}

function textsIn(columns: Columns, name: string): readonly string[] {
  const column = columns[name];
  return typeof column === 'string' ? column.split('\n') : NONE;
}

function numbersIn(columns: Columns, name: string): readonly number[] {
  const column = columns[name];
  return typeof column === 'string' || column === undefined ? [] : column;
}
