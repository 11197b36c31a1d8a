import type { Limits } from '../../plan/index.ts';
import { grantedBeyond } from '../evolve/questions.ts';
import type { Lineage } from '../state/state.ts';

const MS_PER_MINUTE = 60_000;

/**
 * The first fence that a lineage has reached, as the name of its key in `[limits]`, or null. What its
 * owner granted beyond a limit counts.
 */
export function reachedLimit(limits: Limits, lineage: Lineage): keyof Limits | null {
  const spent = {
    stages_per_lineage: lineage.stages,
    wall_minutes_per_lineage: lineage.wall_ms / MS_PER_MINUTE,
    tokens_per_lineage: lineage.tokens,
  } as const;
  for (const name of [
    'stages_per_lineage',
    'wall_minutes_per_lineage',
    'tokens_per_lineage',
  ] as const) {
    if (spent[name] >= limits[name] + grantedBeyond(lineage, name)) return name;
  }
  return null;
}
