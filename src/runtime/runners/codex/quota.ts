import {
  QUOTA_LENGTH_MS,
  type QuotaReading,
  type QuotaReadings,
  type QuotaWindow,
} from '../../kernel/facts/governance.ts';
import { type Disk, DiskFault } from '../../ports/disk.ts';
import { type HarnessEvent, partOf, readEvents, textOf } from '../harness/events.ts';
import { folderOf } from '../harness/login.ts';
import { isFromFuture, NOTHING_KNOWN, quotaReading } from '../harness/quota.ts';
import type { QuotaSource } from '../harness/types.ts';

const HOUR_MS = 3_600_000;
/** Files that are looked into, the newest ones. */
const FILES_MAX = 20;
/** Folders of days that are looked into. */
const DAYS_MAX = 14;
const TAIL_SIZE_BYTES = 512_000;
const SECONDS_MAX = 8_640_000_000_000;
/** Of the folders by date, which are numbers. */
const NUMBER = /^\d{2,4}$/;

/**
 * The newest that Codex has noted of its rate limits, in the records of its sessions below its home; no
 * network. A record that is torn, lies or is from the future is passed over.
 */
export const codexQuota: QuotaSource = {
  provider: 'codex_chatgpt_oauth',
  read({ disk, env, now_ms }) {
    const home = folderOf({ env }, 'CODEX_HOME', '.codex');
    return home === null ? NOTHING_KNOWN : readingsBelow(disk, home, now_ms);
  },
};

function readingsBelow(disk: Disk, home: string, now_ms: number): QuotaReadings {
  const found: Record<QuotaWindow, QuotaReading | null> = { five_hour: null, weekly: null };
  const records = orNothing(() => newestRecords(disk, `${home}/sessions`)) ?? [];
  for (const path of records) {
    const bytes = orNothing(() => tailOf(disk, path));
    if (bytes === null) continue;
    readEvents(bytes, (event) => {
      for (const [window, reading] of readingsIn(event, now_ms)) {
        if (reading.read_at > (found[window]?.read_at ?? '')) found[window] = reading;
      }
    });
  }
  return found;
}

/** The folder belongs to somebody else: what cannot be read is not known. */
function orNothing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}

/** By the time of their last line: a long session may go on while others begin. */
function newestRecords(disk: Disk, folder: string): string[] {
  const years = below(disk, folder);
  const months = years.flatMap((at) => below(disk, at));
  const files = months
    .flatMap((at) => below(disk, at))
    .slice(0, DAYS_MAX)
    .flatMap((day) => {
      const names = (disk.list(day) ?? []).filter(
        ({ kind, name }) => kind === 'file' && name.endsWith('.jsonl'),
      );
      return names.map(({ name }) => `${day}/${name}`);
    });
  const dated = files.map((path) => ({ path, mtime_ms: disk.stat(path)?.mtime_ms ?? 0 }));
  dated.sort((a, b) => b.mtime_ms - a.mtime_ms);
  return dated.slice(0, FILES_MAX).map(({ path }) => path);
}

/** Folders with numbers for names, the highest first. */
function below(disk: Disk, folder: string): string[] {
  const entries = disk.list(folder) ?? [];
  const dated = entries.filter(({ kind, name }) => kind === 'dir' && NUMBER.test(name));
  return dated.map(({ name }) => `${folder}/${name}`).reverse();
}

function tailOf(disk: Disk, path: string): Uint8Array {
  const file = disk.open(path, 'read');
  try {
    const { size_bytes } = file.stat();
    return file.read(Math.max(0, size_bytes - TAIL_SIZE_BYTES), TAIL_SIZE_BYTES);
  } finally {
    file.close();
  }
}

function readingsIn(event: HarnessEvent, now_ms: number): [QuotaWindow, QuotaReading][] {
  const payload = partOf(event, 'payload');
  if (event.type !== 'event_msg' || payload.type !== 'token_count') return [];
  const read_ms = Date.parse(textOf(event, 'timestamp'));
  if (isFromFuture(read_ms, now_ms)) return [];
  const limits = partOf(payload, 'rate_limits');
  return (['primary', 'secondary'] as const).flatMap((name): [QuotaWindow, QuotaReading][] => {
    const limit = partOf(limits, name);
    const window = windowOf(name, limit.window_minutes);
    const reading = window === null ? null : readingOf(limit, window, read_ms);
    return window === null || reading === null ? [] : [[window, reading]];
  });
}

/** Plans name their windows in either order; without a length the first is the short one. */
function windowOf(name: 'primary' | 'secondary', minutes: unknown): QuotaWindow | null {
  if (typeof minutes !== 'number') return name === 'primary' ? 'five_hour' : 'weekly';
  const length_ms = minutes * 60_000;
  const windows = ['five_hour', 'weekly'] as const;
  return windows.find((one) => Math.abs(QUOTA_LENGTH_MS[one] - length_ms) <= HOUR_MS) ?? null;
}

function readingOf(limit: HarnessEvent, window: QuotaWindow, read_ms: number): QuotaReading | null {
  const { used_percent, resets_at, resets_in_seconds } = limit;
  const at_ms = isSeconds(resets_at)
    ? resets_at * 1000
    : isSeconds(resets_in_seconds)
      ? read_ms + resets_in_seconds * 1000
      : Number.NaN;
  return quotaReading(window, used_percent, read_ms, at_ms);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < SECONDS_MAX;
}
