import { z } from 'zod';
import { amountRule, counting, UNEVEN_TOKENS } from './usage-governance.ts';

const RULES_MAX = 20;

const accountRule = z
  .strictObject({ ...amountRule, window: z.enum(['rolling_5h', 'calendar_day', 'calendar_week']) })
  .refine(({ metric, threshold }) => metric === 'cost_usd' || Number.isInteger(threshold), {
    ...UNEVEN_TOKENS,
  });

/** What one user lets all workspaces of theirs use together. Each rule of it is a hard one. */
export const accountBudget = z.strictObject({
  /** IANA name of the zone in which days and weeks begin. */
  calendar_timezone: z.string().min(1).max(80).default('UTC'),
  ...counting,
  rules: z
    .array(accountRule)
    .max(RULES_MAX)
    .refine((rules) => new Set(rules.map(({ rule_id }) => rule_id)).size === rules.length, {
      error: 'each rule_id may be used once',
    })
    .default([]),
});
export type AccountBudget = z.infer<typeof accountBudget>;
