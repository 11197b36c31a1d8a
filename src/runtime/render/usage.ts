import type { TokenUsage } from '../kernel/changes/content.ts';

/** Files of release 0.18.0 have no place for what a stage has cost. */
export function withoutCost(usage: TokenUsage | null): Omit<TokenUsage, 'cost_usd'> | null {
  if (usage === null) return null;
  const { cost_usd: _, ...tokens } = usage;
  return tokens;
}
