import type { PlanIndex } from './plan-index.ts';
import type { State } from './state.ts';

/**
 * Whether a script played what a workspace is about: the lineages that are open, or else the one
 * that was judged last, or else the last stage. Where that is not recorded, the plan tells what it
 * would be.
 */
export function isSimulated(state: State, index: PlanIndex | null): boolean {
  const ran = [...liveStages(state), ...lineages(state)];
  if (ran.includes(true)) return true;
  const plan = index?.plan.simulated ?? false;
  if (ran.length > 0) return ran.includes(undefined) && plan;
  return state.last_result?.simulated ?? plan;
}

function liveStages({ runs }: State): (boolean | undefined)[] {
  return [...runs.values()].flatMap(({ request }) =>
    request?.live == null ? [] : [request.live.simulated],
  );
}

function lineages({ targets, open_targets, lineages }: State): (boolean | undefined)[] {
  const last = [...targets.keys()].at(-1);
  const roots = open_targets.size > 0 || last === undefined ? [...open_targets] : [last];
  return roots.map((root) => lineages.get(root)?.simulated);
}
