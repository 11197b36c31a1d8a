import { isPaused, isPlanePaused, next } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import { strandedBy, type WorkPlan } from '../plan/adopt.ts';

interface Successor {
  readonly successor: NonNullable<WorkPlan['successor']>;
}

/**
 * Whether another plan waits for nothing any more, while no attempt is alive: no run is in flight, or
 * none of those that are can go on under their plan (`isHeld`: what would start is refused), and the
 * other one has a place for each.
 */
export function isDue(owner: Owner, plan: WorkPlan, isHeld: boolean): plan is WorkPlan & Successor {
  const { index, successor } = plan;
  const { state } = owner;
  if (successor?.plan == null) return false;
  if (state.runs.size === 0) return true;
  const isHeldBack = [...state.runs.values()].some(({ plane }) => isPlanePaused(state, plane));
  if (isPaused(state) || isHeldBack || strandedBy(successor.plan, owner) !== null) return false;
  return isHeld || next(owner.facts(index), state, { no_claims: true }) === null;
}
