import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { State } from '../kernel/state/state.ts';
import { attentionText } from './attention.ts';
import { countersText } from './counters.ts';
import { ATTENTION_FILE, COUNTERS_FILE, SNAPSHOT_FILE, statusFile, targetFile } from './paths.ts';
import { markerOf, snapshotText } from './snapshot.ts';
import { targetText } from './target.ts';

/** Files of the workspace as a whole: they change with nearly every record. */
export function* stateFiles(state: State, index: PlanIndex): IterableIterator<[string, string]> {
  for (const plane of index.plan.planes) yield [statusFile(plane), `${markerOf(state, plane)}\n`];
  yield [ATTENTION_FILE, attentionText(state)];
  yield [COUNTERS_FILE, countersText(state, index)];
  yield [SNAPSHOT_FILE, snapshotText(state, index)];
}

export function* targetFiles(
  state: State,
  roots: Iterable<string>,
): IterableIterator<[string, string]> {
  for (const root of roots) {
    const target = state.targets.get(root);
    if (target !== undefined) yield [targetFile(root), targetText(target, state)];
  }
}
