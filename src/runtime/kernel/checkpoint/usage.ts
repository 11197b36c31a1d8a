import { type Bucket, NOTHING_USED, noUsage, type Spend, type Usage } from '../state/usage.ts';

/** One of an older release has no cost, or no usage at all. */
export function usageFrom(saved: Usage | undefined): Usage {
  const { minutes, quarters, session } = saved ?? noUsage();
  const whole = (buckets: readonly Bucket[]) =>
    buckets.map(([at, tokens, untold, cost_usd = 0, unpriced = 0]): Bucket => {
      return [at, tokens, untold, cost_usd, unpriced];
    });
  const all = { ...NOTHING_USED, ...session };
  return { minutes: whole(minutes), quarters: whole(quarters), session: all };
}

export function spendsFrom(saved: readonly [string, Spend][]): [string, Spend][] {
  return saved.map(([key, one]) => [key, { ...NOTHING_USED, ...one }]);
}
