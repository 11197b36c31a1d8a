import type { Limits } from '../../plan/index.ts';
import type { Lineage } from '../state/state.ts';

/** The first fence that a lineage has reached, as the name of its key in `[limits]`, or null. */
export function reachedLimit(limits: Limits, lineage: Lineage): keyof Limits | null {
  if (lineage.stages >= limits.stages_per_lineage) return 'stages_per_lineage';
  if (lineage.wall_ms >= limits.wall_minutes_per_lineage * 60_000)
    return 'wall_minutes_per_lineage';
  if (lineage.tokens >= limits.tokens_per_lineage) return 'tokens_per_lineage';
  return null;
}
