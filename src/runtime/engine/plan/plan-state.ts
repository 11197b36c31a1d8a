import type { EnginePorts } from '../ports/engine-ports.ts';
import type { PlanState } from '../views/status.ts';
import type { Follower } from '../workspace/follower.ts';
import type { PlanWatch } from './plan-watch.ts';

/** How the adopted plan stands to its sources, or what the first one would be. */
export function planStateOf(
  { plans }: EnginePorts,
  watch: PlanWatch,
  { index }: Follower,
): PlanState {
  const now = watch.currentness(index?.plan ?? null);
  if (now.state === 'current') return { currentness: 'current', problems: [], simulated: false };
  if (index !== null) {
    return { currentness: now.state, problems: now.reasons, simulated: false };
  }
  const { plan, problems } = plans.candidate();
  const simulated = plan?.simulated ?? false;
  return { currentness: now.state, problems: plan === null ? problems : [], simulated };
}
