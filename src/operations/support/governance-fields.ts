import type { GovernanceRuleView, GovernanceView } from '../../runtime/api/index.ts';

/** What may be used, in as many lines as there is room for; absent = nobody has said it. */
export function governanceFields(
  view: GovernanceView | null,
  entries: number,
  short: (text: string) => string,
) {
  if (view === null) return undefined;
  const { rules, rules_total, readings, degraded, problem } = view;
  return {
    rules: rules.slice(0, entries).map((rule) => ruleLine(rule, short)),
    rules_total,
    readings: readings.map(({ provider, window, percent_used, read_at, age_minutes }) => {
      return { provider, window, percent_used, read_at, age_minutes };
    }),
    degraded: degraded === '' ? undefined : short(degraded),
    problem: problem === null ? undefined : short(problem),
  };
}

function ruleLine(rule: GovernanceRuleView, short: (text: string) => string) {
  const { rule_id, window, subject, used, threshold, unit, holds, until } = rule;
  return {
    rule: short(rule_id),
    window: subject === null ? window : short(`${window} ${subject}`),
    used: used === null ? 'unknown' : amount(used),
    threshold: amount(threshold),
    unit,
    holds,
    until: until ?? undefined,
  };
}

const SHOWN = 10_000;

function amount(value: number): number {
  return Math.round(value * SHOWN) / SHOWN;
}
