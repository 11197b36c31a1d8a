import type { PlanIndex } from '../state/plan-index.ts';
import type { Pause, State } from '../state/state.ts';

/** Whether nothing at all may be started. */
export function isPaused({ pauses }: State): boolean {
  for (const pause of pauses.values()) if (isOfAll(pause)) return true;
  return false;
}

/** Whether a pause is one of everything: neither of one runner nor of one plane. */
export function isOfAll({ runner, plane }: Pause): boolean {
  return runner === undefined && plane === undefined;
}

/** Whether somebody paused the plane, so that its work waits for a person. */
export function isPlanePaused({ pauses }: State, name: string): boolean {
  for (const { plane } of pauses.values()) if (plane === name) return true;
  return false;
}

/** Whether a node rests: its plane is paused, or its runner's provider has had enough. Others go on. */
export function isResting(index: PlanIndex, state: State, plane: string, node: string): boolean {
  if (state.pauses.size === 0) return false;
  if (isPlanePaused(state, plane)) return true;
  const name = index.runnerOf(plane, node);
  for (const { runner } of state.pauses.values()) if (runner === name) return true;
  return false;
}
