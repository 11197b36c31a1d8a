export const TIME_EXAMPLE = '2026-01-31T09:00:00Z';

export interface Time {
  readonly ms: number;
  /** In UTC, with a fraction only where there is one. */
  readonly text: string;
  readonly given: 'full' | 'no_zone' | 'date';
}

const DATE = /(\d{4})-(\d{2})-(\d{2})/.source;
const CLOCK = /(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?/.source;
const ZONE = /(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)/.source;
const TIME = new RegExp(`^${DATE}(?:[Tt ]+${CLOCK} ?${ZONE}?)?$`);
const MINUTE_MS = 60_000;

/**
 * A date, with or without a time of day, with or without a zone; null when it is none or does not
 * exist.
 */
export function readTime(text: string): Time | null {
  if (text !== last.text) last = { text, time: timeOf(text) };
  return last.time;
}

/** Documents are asked for their times several times in a row. */
let last: { readonly text: string; readonly time: Time | null } = { text: '', time: null };

function timeOf(text: string): Time | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const fraction = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const parts = [
    year ?? 0,
    (month ?? 0) - 1,
    day ?? 0,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
  ] as const;
  const local = Date.UTC(...parts, fraction);
  if (!exists(new Date(local), parts)) return null;
  const ms = local - offsetMinutes(match[8]) * MINUTE_MS;
  const given = match[4] === undefined ? 'date' : match[8] === undefined ? 'no_zone' : 'full';
  return { ms, text: timeText(ms), given };
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** A day that a month does not have would silently become one of the next month. */
function exists(
  date: Date,
  [year, month, day, hour, minute, second]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
): boolean {
  if (hour > 23 || minute > 59 || second > 59) return false;
  const sameDay = date.getUTCMonth() === month && date.getUTCDate() === day;
  return sameDay && date.getUTCFullYear() === year;
}

function offsetMinutes(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
