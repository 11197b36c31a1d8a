import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import type { NodeMark } from '../parts/graph.tsx';

export interface Position {
  readonly marks: ReadonlyMap<string, NodeMark>;
  /** `<from> <to>` of each step that a run took, and `<from> <outcome>` where it ended. */
  readonly path: ReadonlySet<string>;
}

/** Where a lineage was after so many steps of its life, and how it came there. */
export function positionAt(rows: readonly ReplayRow[], steps: number): Position {
  const times = new Map<string, number>();
  const open = new Map<string, string>();
  const last = new Map<string, string>();
  const path = new Set<string>();
  const ends = new Map<string, string>();
  for (const { kind, node, run, item, outcome } of rows.slice(0, steps)) {
    if (node === null || run === null) continue;
    if (kind === 'started') {
      const before = last.get(run);
      const entry = item === null ? null : `entry:${item.split('/', 1).join()}`;
      if (before !== undefined || entry !== null) path.add(`${before ?? entry} ${node}`);
      ends.delete(run);
      last.set(run, node);
      times.set(node, (times.get(node) ?? 0) + 1);
      open.set(node, item ?? 'the lineage');
    } else if (kind === 'ended') {
      open.delete(node);
      ends.set(run, `${node} ${outcome}`);
    }
  }
  for (const end of ends.values()) path.add(end);
  const marks = [...times].map(([node, count]) => {
    const note = open.get(node) ?? '';
    return [node, { isLive: open.has(node), isOnPath: true, times: count, note }] as const;
  });
  return { marks: new Map(marks), path };
}
