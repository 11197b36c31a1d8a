import type { PlanIndex } from '../state/plan-index.ts';
import type { State } from '../state/state.ts';

/** Whether nothing at all may be started. */
export function isPaused({ pauses }: State): boolean {
  for (const { runner } of pauses.values()) if (runner === undefined) return true;
  return false;
}

/** Whether the runner of a node rests: its provider has had enough, others go on. */
export function isResting(
  index: PlanIndex,
  { pauses }: State,
  plane: string,
  node: string,
): boolean {
  if (pauses.size === 0) return false;
  const name = index.runnerOf(plane, node);
  for (const { runner } of pauses.values()) if (runner === name) return true;
  return false;
}
