import {
  QUOTA_LENGTH_MS,
  type QuotaReading,
  type QuotaWindow,
} from '../../kernel/facts/governance.ts';

const HOUR_MS = 3_600_000;
/** A clock of another machine may be so much ahead. */
const AHEAD_MS_MAX = 5 * 60_000;

export const NOTHING_KNOWN = { five_hour: null, weekly: null } as const;

/** Something that was said in the future was not. */
export function isFromFuture(read_ms: number, now_ms: number): boolean {
  return !Number.isFinite(read_ms) || read_ms > now_ms + AHEAD_MS_MAX;
}

/** null = it is not believed: more than all, less than nothing. An end that cannot be is left out. */
export function quotaReading(
  window: QuotaWindow,
  percent_used: unknown,
  read_ms: number,
  resets_ms: number,
): QuotaReading | null {
  if (typeof percent_used !== 'number' || !(percent_used >= 0 && percent_used <= 100)) return null;
  const isLikely = resets_ms > read_ms && resets_ms <= read_ms + QUOTA_LENGTH_MS[window] + HOUR_MS;
  return {
    percent_used,
    read_at: new Date(read_ms).toISOString(),
    resets_at: isLikely ? new Date(resets_ms).toISOString() : null,
  };
}
