import { z } from 'zod';
import type { QuotaReadings, QuotaWindow } from '../../kernel/facts/governance.ts';
import { type Disk, DiskFault } from '../../ports/disk.ts';
import type { HarnessEvent } from '../harness/events.ts';
import { isFromFuture, NOTHING_KNOWN, quotaReading } from '../harness/quota.ts';
import { jsonOf } from '../harness/text.ts';
import type { QuotaSource } from '../harness/types.ts';

const PROVIDER = 'claude_subscription';
const FILE_BYTES_MAX = 64 * 1024;
const PERCENT = 100;
const MS_PER_SECOND = 1000;

/** Its names for windows of the plan as a whole; others are about one model or about credit. */
const WINDOWS: Readonly<Record<string, QuotaWindow>> = {
  five_hour: 'five_hour',
  seven_day: 'weekly',
};

const reading = z.strictObject({
  percent_used: z.number(),
  read_at: z.string(),
  resets_at: z.string().nullable(),
});
const kept = z.strictObject({ five_hour: reading.nullable(), weekly: reading.nullable() });

/**
 * What Claude Code says of its limits stands in its output alone: `rate_limit_event`, when it comes near
 * one or is refused. The newest of any workspace of the user is kept; no network is asked.
 */
export const claudeQuota: QuotaSource = {
  provider: PROVIDER,
  read({ disk, state_home, now_ms }) {
    if (state_home === null) return NOTHING_KNOWN;
    const found = kept.safeParse(jsonOf(bytesOf(disk, quotaFile(state_home, PROVIDER)))).data;
    return {
      five_hour: believed('five_hour', found?.five_hour ?? null, now_ms),
      weekly: believed('weekly', found?.weekly ?? null, now_ms),
    };
  },
};

/** Where what a harness says of its limits is kept, for all workspaces of a user. */
export function quotaFile(state_home: string, provider: string): string {
  return `${state_home}/quota/${provider}.json`;
}

/** What one event says; null = nothing of how much is used. */
export function claudeReading(info: HarnessEvent, read_ms: number): Partial<QuotaReadings> | null {
  const { rateLimitType: type, utilization, status, resetsAt } = info;
  const window =
    typeof type === 'string' && Object.hasOwn(WINDOWS, type) ? WINDOWS[type] : undefined;
  if (window === undefined || !Number.isFinite(read_ms)) return null;
  const share = status === 'rejected' ? 1 : utilization;
  const resets_ms = typeof resetsAt === 'number' ? resetsAt * MS_PER_SECOND : Number.NaN;
  const percent = typeof share === 'number' ? share * PERCENT : share;
  const found = quotaReading(window, percent, read_ms, resets_ms);
  return found === null ? null : { [window]: found };
}

/** The file may be anybody's: it is believed as little as a harness is. */
function believed(window: QuotaWindow, one: z.infer<typeof reading> | null, now_ms: number) {
  const read_ms = Date.parse(one?.read_at ?? '');
  if (one === null || isFromFuture(read_ms, now_ms)) return null;
  return quotaReading(window, one.percent_used, read_ms, Date.parse(one.resets_at ?? ''));
}

function bytesOf(disk: Disk, path: string): Uint8Array {
  try {
    const stat = disk.stat(path);
    const isOurs = stat?.kind === 'file' && stat.size_bytes <= FILE_BYTES_MAX;
    return (isOurs ? disk.read(path) : null) ?? new Uint8Array();
  } catch (error) {
    if (error instanceof DiskFault) return new Uint8Array();
    throw error;
  }
}
