import { usageWarningChange } from '../changes/build.ts';
import type { UsageBlocker, UsageWarningChange } from '../changes/changes.ts';
import {
  QUOTA_LENGTH_MS,
  type Quota,
  type QuotaReading,
  type QuotaReadings,
  type Subscription,
} from '../facts/governance.ts';
import { warningKey } from '../state/usage.ts';

/** From this share of a threshold on a person is told, once. */
export const NEAR_SHARE = 0.8;
type QuotaRule = Subscription['rules'][number];

/** A reading that is older than this share of its window says how much was used then, not now. */
const STALE_SHARE = 0.5;
/** Names of release 0.18.0. */
const DEGRADED_RULE = 'subscription-quota-degraded-fail-closed';

/** What is known of a subscription window now. */
type Known =
  | { readonly is: 'missing' }
  /** It has begun anew since, and what was used of it is nothing. */
  | { readonly is: 'over' }
  | { readonly is: 'stale' | 'fresh'; readonly reading: QuotaReading; readonly ends_at: string };

/** What holds stages that draw on a subscription. */
export interface QuotaHold extends Pick<Subscription, 'runners'> {
  readonly blockers: readonly UsageBlocker[];
}

/**
 * What the rules on subscriptions say. A reading holds until its window begins anew, so that a pause ends
 * then, although nothing runs that would bring another reading.
 */
export function quotaHolds({ subscriptions, degraded_policy }: Quota, now: string): QuotaHold[] {
  return subscriptions.flatMap((subscription) => {
    const blockers = blockersOf(subscription, degraded_policy, now);
    return blockers.length === 0 ? [] : [{ runners: subscription.runners, blockers }];
  });
}

function blockersOf(
  { rules, readings }: Subscription,
  policy: Quota['degraded_policy'],
  now: string,
): UsageBlocker[] {
  const blockers = rules.flatMap((rule) => blockerOf(rule, knownOf(rule, readings, now)) ?? []);
  if (policy === 'fail_open') return blockers;
  const held = new Set(blockers.map(({ rule_id }) => rule_id));
  const unknown = rules.filter(({ rule_id }) => !held.has(rule_id));
  return [
    ...blockers,
    ...unknown.flatMap((rule) => degraded(rule, knownOf(rule, readings, now)) ?? []),
  ];
}

/** Which windows nobody knows enough of, for people; empty = all are known. */
export function degradedQuota({ subscriptions }: Quota, now: string): string {
  const unknown = subscriptions.flatMap(({ provider, rules, readings }) =>
    rules.flatMap((rule) => {
      const known = knownOf(rule, readings, now);
      if (known.is !== 'missing' && known.is !== 'stale') return [];
      const whose = subscriptions.length > 1 ? ` of ${provider}` : '';
      return [`${rule.window}${whose} is ${known.is}`];
    }),
  );
  return [...new Set(unknown)].join(', ');
}

/** What each rule says, for people: null = nobody knows what is used. */
export function quotaUses({ subscriptions, degraded_policy }: Quota, now: string) {
  return subscriptions.flatMap((subscription) => {
    const blockers = blockersOf(subscription, degraded_policy, now);
    return subscription.rules.map((rule) => {
      const known = knownOf(rule, subscription.readings, now);
      const used =
        known.is === 'missing' ? null : known.is === 'over' ? 0 : known.reading.percent_used;
      const isOf = ({ rule_id, window }: UsageBlocker) =>
        window === rule.window && (rule_id === rule.rule_id || rule_id === DEGRADED_RULE);
      return { rule, used, blocker: blockers.find(isOf) ?? null };
    });
  });
}

/** Rules of which so much is used that somebody should know. Once in each window. */
export function quotaWarnings(
  { subscriptions }: Quota,
  told: ReadonlyMap<string, string>,
  now: string,
): UsageWarningChange[] {
  return subscriptions.flatMap(({ rules, readings }) =>
    rules.flatMap((rule) => {
      const known = knownOf(rule, readings, now);
      if (known.is === 'missing' || known.is === 'over') return [];
      const { rule_id, window, pause_at_percent_used: threshold } = rule;
      const observed = known.reading.percent_used;
      if (observed < threshold * NEAR_SHARE || observed >= threshold) return [];
      const at = told.get(warningKey(rule_id, null, threshold)) ?? '';
      if (Date.parse(at) >= Date.parse(known.ends_at) - QUOTA_LENGTH_MS[window]) return [];
      const about = { rule_id, window, subject: null, metric: 'percent_used' } as const;
      return [usageWarningChange({ ...about, observed, threshold })];
    }),
  );
}

function knownOf({ window }: QuotaRule, readings: QuotaReadings, now: string): Known {
  const reading = readings[window];
  if (reading === null) return { is: 'missing' };
  const read_ms = Date.parse(reading.read_at);
  const ends_at = reading.resets_at ?? new Date(read_ms + QUOTA_LENGTH_MS[window]).toISOString();
  if (ends_at <= now) return { is: 'over' };
  const isStale = Date.parse(now) - read_ms > QUOTA_LENGTH_MS[window] * STALE_SHARE;
  return { is: isStale ? 'stale' : 'fresh', reading, ends_at };
}

/** What was used only grows: a reading that is old may still be enough. */
function blockerOf(
  { rule_id, window, pause_at_percent_used }: QuotaRule,
  known: Known,
): UsageBlocker | null {
  if (known.is === 'missing' || known.is === 'over') return null;
  const { percent_used, read_at } = known.reading;
  if (percent_used < pause_at_percent_used) return null;
  const used = `${percent_used} % of the ${NAMES[window]} window is used`;
  const allowed = `${pause_at_percent_used} % is allowed`;
  return {
    ...made(rule_id, window, known.ends_at, `${used}, ${allowed} (as of ${read_at})`),
    observed: percent_used,
    threshold: pause_at_percent_used,
  };
}

function degraded({ window }: QuotaRule, known: Known): UsageBlocker | null {
  if (known.is === 'fresh' || known.is === 'over') return null;
  const ends_at = known.is === 'missing' ? null : known.ends_at;
  const as = known.is === 'missing' ? '' : ` (last known at ${known.reading.read_at})`;
  return made(
    DEGRADED_RULE,
    window,
    ends_at,
    `nobody knows what is used of the ${NAMES[window]} window${as}`,
  );
}

function made(
  rule_id: string,
  window: string,
  ends_at: string | null,
  detail: string,
): UsageBlocker {
  const of = { source: 'subscription_quota', metric: 'percent_used', subject: null } as const;
  const amounts = { observed: 100, reserved: 0, threshold: 100 };
  return { ...of, rule_id, window, ...amounts, next_resume_at: ends_at, detail };
}

const NAMES: Readonly<Record<QuotaRule['window'], string>> = {
  five_hour: 'five-hour',
  weekly: 'weekly',
};
