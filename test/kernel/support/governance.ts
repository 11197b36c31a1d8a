import type { Governance } from '../../../src/runtime/kernel/index.ts';
import type { TokenRule } from '../../../src/runtime/plan/index.ts';

export const DAY_MS = 86_400_000;
const MONDAY_MS = Date.UTC(2026, 0, 5);

/** The days and weeks of UTC. */
export function calendarAt(now_ms: number): Governance['calendar'] {
  const span = (from_ms: number, length_ms: number) => ({ from_ms, to_ms: from_ms + length_ms });
  const since_ms = now_ms - MONDAY_MS;
  const [day, week] = [DAY_MS, 7 * DAY_MS].map((length_ms) =>
    span(MONDAY_MS + Math.floor(since_ms / length_ms) * length_ms, length_ms),
  );
  if (day === undefined || week === undefined) throw new Error('no calendar');
  return { day, week };
}

export function rule(
  window: TokenRule['window'],
  threshold: number,
  more: Partial<TokenRule> = {},
): TokenRule {
  return { rule_id: window, window, metric: 'total_tokens', threshold, hard: false, ...more };
}

export type Rules = Partial<Omit<Governance, 'calendar'>>;

export function governanceOf(rules: Rules, now_ms: number): Governance {
  return {
    auto_resume: true,
    rules: [],
    unknown_usage: 'count_as_estimate',
    estimated_stage_tokens: 100,
    estimated_stage_cost_usd: 1,
    quota: null,
    closed: null,
    account: null,
    calendar: calendarAt(now_ms),
    ...rules,
  };
}
