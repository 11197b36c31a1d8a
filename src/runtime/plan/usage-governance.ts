import { z } from 'zod';

/**
 * What a token rule counts. The first four are those of release 0.18.0; `per_run` is what one run spends,
 * and `per_stage` one request of it with all its attempts.
 */
export const usageWindow = z.enum([
  'rolling_5h',
  'calendar_week',
  'daemon_session',
  'per_run',
  'calendar_day',
  'per_stage',
  'per_item',
  'per_lineage',
]);
export type UsageWindow = z.infer<typeof usageWindow>;

const ruleId = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

/** What any rule on amounts says. */
export const amountRule = {
  rule_id: ruleId,
  metric: z.enum(['total_tokens', 'cost_usd']).default('total_tokens'),
  threshold: z.number().gt(0).max(1_000_000_000_000),
};
export const UNEVEN_TOKENS: { readonly path: PropertyKey[]; readonly error: string } = {
  path: ['threshold'],
  error: 'must be a whole number of tokens',
};

export const tokenRule = z
  .strictObject({
    ...amountRule,
    window: usageWindow,
    /** A stage starts only when what it may use fits as well. */
    hard: z.boolean().default(false),
  })
  .refine(({ metric, threshold }) => metric === 'cost_usd' || Number.isInteger(threshold), {
    ...UNEVEN_TOKENS,
  });
export type TokenRule = z.infer<typeof tokenRule>;

const RULES_MAX = 50;

/** How what nobody knows is counted. */
export const counting = {
  /** Of an attempt that does not tell what it used. */
  unknown_usage: z.enum(['count_as_estimate', 'ignore', 'block']).default('count_as_estimate'),
  /** What a stage counts as that nobody knows yet. */
  estimated_stage_tokens: z.int().min(1).max(1_000_000_000).default(200_000),
  /** The same of what it costs. */
  estimated_stage_cost_usd: z.number().gt(0).max(100_000).default(1),
};

const tokenRules = z.strictObject({
  enabled: z.boolean().default(true),
  ...counting,
  rules: z
    .array(tokenRule)
    .max(RULES_MAX)
    .default([
      {
        rule_id: 'rolling-5h-default',
        window: 'rolling_5h',
        metric: 'total_tokens',
        threshold: 750_000,
        hard: false,
      },
      {
        rule_id: 'calendar-week-default',
        window: 'calendar_week',
        metric: 'total_tokens',
        threshold: 5_000_000,
        hard: false,
      },
    ]),
});

/** Of the subscription that a harness may draw on. */
const quotaProvider = z.enum(['codex_chatgpt_oauth', 'claude_subscription']);

const quotaRules = z.strictObject({
  enabled: z.boolean().default(false),
  provider: quotaProvider.default('codex_chatgpt_oauth'),
  degraded_policy: z.enum(['fail_open', 'fail_closed']).default('fail_open'),
  /** Of each window, for whoever works beside: no rule lets more than the rest be used. */
  keep_back_percent: z.number().min(0).lt(100).default(0),
  refresh_interval_seconds: z.int().min(1).max(86_400).default(60),
  rules: z
    .array(
      z.strictObject({
        rule_id: ruleId,
        /** Absent: `provider` of all rules. */
        provider: quotaProvider.optional(),
        window: z.enum(['five_hour', 'weekly']),
        pause_at_percent_used: z.number().gt(0).max(100),
      }),
    )
    .max(RULES_MAX)
    .default([
      { rule_id: 'codex-five-hour-default', window: 'five_hour', pause_at_percent_used: 95 },
      { rule_id: 'codex-weekly-default', window: 'weekly', pause_at_percent_used: 95 },
    ]),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of the day as clocks show it, "09:30"',
});

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const HOURS_MAX = 20;

/** From when to when stages may start. */
const workingHours = z.strictObject({
  days: z
    .array(z.enum(DAYS))
    .min(1)
    .max(DAYS.length)
    .default([...DAYS]),
  from: clock,
  /** Not after `from`: of the next day. */
  to: clock,
});
export type WorkingHours = z.infer<typeof workingHours>;

/** `[usage_governance]`: counts at the next tick, without a new plan. */
export const usageGovernance = z.strictObject({
  enabled: z.boolean().default(false),
  auto_resume: z.boolean().default(true),
  evaluation_boundary: z.literal('between_stages').default('between_stages'),
  /** IANA name of the zone in which days and weeks begin. */
  calendar_timezone: z.string().min(1).max(80).default('UTC'),
  /** None = always. */
  working_hours: z.array(workingHours).max(HOURS_MAX).default([]),
  runtime_token_rules: tokenRules.prefault({}),
  subscription_quota_rules: quotaRules.prefault({}),
});
export type UsageGovernance = z.infer<typeof usageGovernance>;
