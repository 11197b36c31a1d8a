import type { About, ListInput, ListRow, ListView } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import { type FinishedRun, type Item, isSimulated, keyOf, type Run } from '../../kernel/index.ts';
import { aboutItem, aboutRoot, aboutRun, isRootItem, type Known, rootKeyOf } from './about.ts';
import { subjectOf } from './why-subject.ts';

/** How many are looked at for one page; a filter that few pass goes on with the next page. */
const SCANNED_MAX = 5000;

/** Root specs, other work or runs, newest first, a page of them. */
export function listOf(known: Known, input: ListInput): ListView {
  const { state, index } = known;
  const keys = keysOf(known, input);
  const from = input.after === null ? 0 : keys.indexOf(input.after) + 1;
  if (input.after !== null && from === 0) throw noSuchRow();
  const rows: ListRow[] = [];
  let at = from;
  for (; at < keys.length && at - from < SCANNED_MAX && rows.length < input.limit; at += 1) {
    const row = rowOf(known, input, keys[at] ?? '');
    if (row !== null && (input.state === null || hasState(row, input.state))) rows.push(row);
  }
  const after = at < keys.length ? (keys[at - 1] ?? null) : null;
  const counts = Object.fromEntries(
    [...state.depth].map(([family, depth]) => [family, { ...depth }]),
  );
  return { seq: state.seq, simulated: isSimulated(state, index), rows, after, counts };
}

function hasState({ about, status }: ListRow, state: string): boolean {
  return about.state === state || status === state;
}

function keysOf(known: Known, { of, root, item = null }: ListInput): string[] {
  const { state } = known;
  switch (of) {
    case 'roots':
      return [...state.members.keys()].reverse();
    case 'items':
      return [...(root === null ? state.items.keys() : (state.members.get(root) ?? []))].reverse();
    case 'runs':
      if (item !== null) return subjectOf(state, item).runs.map(({ id }) => id);
      return [...[...state.runs.keys()].reverse(), ...[...state.finished.keys()].reverse()];
    default:
      return exhausted(of);
  }
}

function rowOf(known: Known, { of, root, state }: ListInput, key: string): ListRow | null {
  switch (of) {
    case 'roots':
      return root === null || root === key ? rootRow(known, key) : null;
    case 'items': {
      const item = known.state.items.get(key);
      if (item === undefined || isRootItem(known, item)) return null;
      const about = aboutItem(known, key);
      return state === null || about.state === state ? itemRow(about, item) : null;
    }
    case 'runs': {
      const run = known.state.runs.get(key) ?? known.state.finished.get(key);
      if (run === undefined || (root !== null && run.root !== root)) return null;
      return runRow(known, run);
    }
    default:
      return exhausted(of);
  }
}

function rootRow(known: Known, root: string): ListRow | null {
  const key = rootKeyOf(known, root);
  const item = known.state.items.get(key ?? '');
  if (key === null || item === undefined) return null;
  const stages = known.state.lineages.get(root)?.stages ?? 0;
  const about = aboutRoot(known, root);
  return { key, about, status: null, stages, deps: depsOf(item), at: timeOf(item) };
}

export function itemRow(about: About, item: Item): ListRow {
  const { key, stages } = item;
  return { key, about, status: null, stages, deps: depsOf(item), at: timeOf(item) };
}

function depsOf({ family, deps }: Item): string[] {
  return deps.map((id) => keyOf(family, id));
}

export function runRow(known: Known, run: Run | FinishedRun): ListRow {
  const stages = typeof run.stages === 'number' ? run.stages : run.stages.length;
  const status = 'status' in run ? run.status : 'active';
  const about = aboutRun(known, run);
  return { key: run.id, about, status, stages, deps: [], at: run.started_at };
}

function timeOf({ at }: Item): string {
  return new Date(at).toISOString();
}

export function noSuchRow(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'There is nothing of that name to go on behind',
    expected: 'after as the last page gave it',
    next: 'call list without after for the newest',
  });
}
