import type { DiffFile, DiffStat } from '../../api/index.ts';
import type { TreeDifference } from '../../ports/index.ts';

/** Files that an answer may name. */
const ROWS_MAX = 2000;

/** The sum of what several stretches of work did; null when one of them is not known. */
export function sumOf(differences: readonly (TreeDifference | null)[]): DiffStat | null {
  const rows = new Map<string, DiffFile>();
  let [added, removed]: [number | null, number | null] = [0, 0];
  let unnamed = 0;
  for (const one of differences) {
    if (one === null) return null;
    added = plus(added, one.added);
    removed = plus(removed, one.removed);
    unnamed += one.total - one.files.length;
    for (const file of one.files) rows.set(file.path, joined(rows.get(file.path), file));
  }
  const all = [...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: all.length + unnamed, added, removed, rows: all.slice(0, ROWS_MAX) };
}

/** What was made and then changed was made. */
function joined(before: DiffFile | undefined, { path, kind, added, removed }: DiffFile): DiffFile {
  if (before === undefined) return { path, kind, added, removed };
  const isNew = before.kind === 'added' && kind !== 'removed';
  return {
    path,
    kind: isNew ? 'added' : kind,
    added: plus(before.added, added),
    removed: plus(before.removed, removed),
  };
}

function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
