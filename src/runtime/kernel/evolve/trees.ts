import type { AttemptEndChange, ResultChange } from '../changes/changes.ts';
import type { Attempt, Run, TreeSpan } from '../state/run.ts';
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
  live: Attempt,
  end: Pick<ResultChange | AttemptEndChange, 'tree' | 'shared' | 'completed_at'>,
  at: string,
): void {
  const { tree: before } = live;
  const { tree: after, completed_at = at } = end;
  if (before === undefined || after === undefined) return;
  const late_ms = Date.parse(at) - Date.parse(completed_at);
  const marks = marksOf(live.shared ?? end.shared, late_ms > AT_ONCE_MS ? late_ms : 0);
  run.trees = [...(run.trees ?? []), { attempt: live.id, node: run.node, before, after, ...marks }];
  if (run.root === null) return;
  const lineage = lineageOf(state, run.root);
  lineage.trees = joined(lineage.trees ?? { spans: [], left: 0 }, { before, after, ...marks });
  state.dirty_roots.add(run.root);
}

/** What is not so is not written. */
function marksOf(shared: true | undefined, late_ms: number): Pick<TreeSpan, 'shared' | 'late_ms'> {
  return { ...(shared === undefined ? {} : { shared }), ...(late_ms === 0 ? {} : { late_ms }) };
}

function joined({ spans, left }: LineageTrees, next: LineageTrees['spans'][number]): LineageTrees {
  const last = spans.at(-1);
  if (last?.after.id !== undefined && last.after.id === next.before.id) {
    const late_ms = Math.max(last.late_ms ?? 0, next.late_ms ?? 0);
    const marks = marksOf(last.shared ?? next.shared, late_ms);
    const one = { before: last.before, after: next.after, ...marks };
    return { spans: [...spans.slice(0, -1), one], left };
  }
  const all = [...spans, next];
  return { spans: all.slice(-SPANS_MAX), left: left + Math.max(0, all.length - SPANS_MAX) };
}
