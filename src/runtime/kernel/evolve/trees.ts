import type { TreeNote } from '../../ports/index.ts';
import type { Attempt, Run } from '../state/run.ts';
import type { LineageTrees, State } from '../state/state.ts';
import { lineageOf } from './items.ts';

/** Spans of a lineage that do not follow on each other. */
const SPANS_MAX = 64;
/** A folder that is noted within so long of the end of a stage counts as noted at once. */
const AT_ONCE_MS = 10_000;

/** Stages that are alive at the same time edit the same folder. */
export function markShared(state: State): void {
  const live = [...state.runs.values()].flatMap((run) => run.request?.live ?? []);
  if (live.length < 2) return;
  for (const attempt of live) attempt.shared = true;
}

/** What an attempt did joins that of its run and of its lineage. */
export function closeSpan(
  state: State,
  run: Run,
  { id, tree: before, shared }: Attempt,
  after: TreeNote | undefined,
  late_ms = 0,
): void {
  if (before === undefined || after === undefined) return;
  const mark = shared === true ? { shared } : {};
  const late = late_ms > AT_ONCE_MS ? { late_ms } : {};
  run.trees = [
    ...(run.trees ?? []),
    { attempt: id, node: run.node, before, after, ...mark, ...late },
  ];
  if (run.root === null) return;
  const lineage = lineageOf(state, run.root);
  lineage.trees = joined(lineage.trees ?? { spans: [], left: 0 }, { before, after, ...mark });
  state.dirty_roots.add(run.root);
}

function joined({ spans, left }: LineageTrees, next: LineageTrees['spans'][number]): LineageTrees {
  const last = spans.at(-1);
  if (last?.after.id !== undefined && last.after.id === next.before.id) {
    const shared = last.shared ?? next.shared;
    const mark = shared === true ? { shared } : {};
    const one = { before: last.before, after: next.after, ...mark };
    return { spans: [...spans.slice(0, -1), one], left };
  }
  const all = [...spans, next];
  return { spans: all.slice(-SPANS_MAX), left: left + Math.max(0, all.length - SPANS_MAX) };
}
