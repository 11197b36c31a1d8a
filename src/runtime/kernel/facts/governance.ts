import type { TokenRule, UsageGovernance } from '../../plan/index.ts';
import type { Bucket, Spend } from '../state/usage.ts';

/** From when to when, in milliseconds since the epoch. */
export interface TimeSpan {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** What a subscription says of one of its windows. */
export interface QuotaReading {
  readonly percent_used: number;
  /** When its provider said so, not when it was read. */
  readonly read_at: string;
  /** When the window begins anew; null = not said, or not to be believed. */
  readonly resets_at: string | null;
}

type QuotaRules = UsageGovernance['subscription_quota_rules'];
export type QuotaWindow = QuotaRules['rules'][number]['window'];
const HOUR_MS = 3_600_000;
export const QUOTA_LENGTH_MS: Readonly<Record<QuotaWindow, number>> = {
  five_hour: 5 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS,
};
export type QuotaReadings = Readonly<Record<QuotaWindow, QuotaReading | null>>;

/** One subscription, with what is known of it. */
export interface Subscription {
  readonly provider: string;
  readonly rules: QuotaRules['rules'];
  readonly readings: QuotaReadings;
  /** Whose stages draw on it, of the plan's runners; null = it is not known that only some do. */
  readonly runners: readonly string[] | null;
}

/** Rules on subscriptions. */
export interface Quota extends Pick<QuotaRules, 'degraded_policy'> {
  readonly subscriptions: readonly Subscription[];
}

/** How what nobody knows is counted. */
export interface Counting {
  readonly unknown_usage: UsageGovernance['runtime_token_rules']['unknown_usage'];
  readonly estimated_stage_tokens: number;
  readonly estimated_stage_cost_usd: number;
}

/** What other workspaces of this user have used, and what their stages that run may use besides. */
export interface OtherUse {
  readonly minutes: readonly Bucket[];
  readonly quarters: readonly Bucket[];
  readonly reserved: Spend;
}

/** What all workspaces of this user may use together. */
export interface Account extends Counting {
  readonly rules: readonly TokenRule[];
  readonly calendar: Governance['calendar'];
  readonly others: OtherUse;
}

/** What may be used, as the config says now, with what only the edge knows. */
export interface Governance extends Counting {
  readonly auto_resume: boolean;
  readonly rules: readonly TokenRule[];
  /** Null = this user has no such budget. */
  readonly account: Account | null;
  /** Why stages may not start at this hour; null = they may. */
  readonly closed: { readonly until_ms: number; readonly hours: string } | null;
  /** Null = no rule asks for it. */
  readonly quota: Quota | null;
  /** The day and the week in which now lies, in the zone of the config. */
  readonly calendar: { readonly day: TimeSpan; readonly week: TimeSpan };
}
