import type { FinishedRun, Item } from '../state/state.ts';

/** Rows as one text or number list per field. Texts are joined by line ends, so no value may hold one. */
export type Columns = Record<string, string | readonly number[]>;

const ITEM_TEXTS = ['family', 'id', 'state', 'digest'] as const;

export function itemColumns(items: Iterable<Item>): Columns {
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

export function finishedColumns(finished: Iterable<FinishedRun>): Columns {
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
  const families = new Words();
  const states = new Words();
  const roots = new Words();
  const ideas = new Words();
  const others = new Words();
  for (let i = 0; i < at.length; i += 1) {
    const waits = deps?.[i] ?? '';
    yield {
      family: families.own(family?.[i]),
      id: id?.[i] ?? '',
      key: `${family?.[i]}/${id?.[i]}`,
      state: states.own(state?.[i]) as Item['state'],
      at: at[i] ?? 0,
      title: title?.[i] ?? '',
      digest: digest?.[i] ?? '',
      seq: seq[i] ?? 0,
      deps: waits === '' ? NONE : waits.split(' '),
      unmet: 0,
      root: roots.orNull(root?.[i]),
      idea: ideas.orNull(idea?.[i]),
      start_node: others.orNull(start?.[i]),
      via: others.orNull(via?.[i]),
      stages: stages[i] ?? 0,
    };
  }
}

export function* finishedRows(columns: Columns): IterableIterator<FinishedRun> {
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
