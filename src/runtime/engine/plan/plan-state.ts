import type { Refused } from '../../api/index.ts';
import type { MillraceError } from '../../errors/errors.ts';
import type { PlanState } from '../views/status.ts';
import type { Follower } from '../workspace/follower.ts';
import { planInvalid, stale } from './adopt.ts';
import type { PlanWatch } from './plan-watch.ts';

const CURRENT = { currentness: 'current', problems: [], simulated: false, refused: null } as const;

/**
 * How the adopted plan stands to its sources, or what the first one would be; and whether the next
 * piece of work would be refused because of that.
 */
export function planStateOf(watch: PlanWatch, { index, state }: Follower): PlanState {
  const now = watch.currentness(index?.plan ?? null);
  if (now.state === 'current') return CURRENT;
  const { plan, problems } = watch.candidate();
  const adoptable = plan !== null;
  const invalid = adoptable ? null : refusedBy(planInvalid(problems), adoptable);
  if (index === null) {
    const simulated = plan?.simulated ?? false;
    return { currentness: now.state, problems, simulated, refused: invalid };
  }
  const refused = state.runs.size > 0 ? refusedBy(stale(now), adoptable) : invalid;
  return { currentness: now.state, problems: now.reasons, simulated: false, refused };
}

/** `adoptable`: the sources compile, and can be adopted as they are. */
export function refusedBy({ code, facts }: MillraceError, adoptable: boolean): Refused {
  return { kind: 'refused', code, what: facts.what, fix: facts.next, adoptable };
}
