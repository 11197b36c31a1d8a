import { recordedSubject } from '../../../src/runtime/kernel/state/run.ts';
import type { FinishedRun, Run, State } from '../../../src/runtime/kernel/index.ts';

/** The state as the golden files hold it, which stay as they were written. */
export function goldenForm(state: State): Record<string, unknown> {
  const { unpriced: _, ...totals } = state.totals;
  return {
    items: sorted(state.items),
    runs: [...state.runs.values()].map((run) => ({ ...flat(run), met: [...run.met] })),
    finished: sorted(state.finished, flat),
    lineages: sorted(state.lineages, ({ untold: _, unpriced: __, cost_usd: ___, ...one }) => ({ ...one, open_keys: [...one.open_keys].sort() })),
    targets: sorted(state.targets),
    handoffs: sorted(state.handoffs),
    counters: sorted(state.counters),
    pauses: sorted(state.pauses),
    unreadable: sorted(state.unreadable),
    markers: sorted(state.markers),
    head: [state.seq, state.at, state.epoch, state.runs_started, state.requests_started],
    last_result: state.last_result,
    totals,
    claimable: sorted(state.claimable, (set) => [...set].map((item) => item.key)),
    held_roots: [...state.held_roots].sort(),
    open_targets: [...state.open_targets],
    members: sorted(state.members),
    depth: sorted(state.depth, ({ withdrawn, ...depth }) => (withdrawn > 0 ? { ...depth, withdrawn } : depth)),
    waiters: sorted(state.waiters, (keys) => [...keys].sort()),
  };
}

/** What a run is about stood in two fields of its own. */
function flat(run: Run | FinishedRun): object {
  const { kind: _, id, plane, ...rest } = run;
  return { id, plane, ...recordedSubject(run), ...rest };
}

function sorted<T>(
  map: ReadonlyMap<string, T>,
  show: (value: T) => unknown = (value) => value,
): [string, unknown][] {
  return [...map]
    .map(([key, value]): [string, unknown] => [key, show(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
