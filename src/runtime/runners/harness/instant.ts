const DAY_MS = 86_400_000;
/** A clock time that passed so recently has just been reached; else the next day's is meant. */
const REACHED_MS_MAX = 3_600_000;
const DAYS_AHEAD_MAX = 8;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTH = `(${MONTHS.join('|')})[a-z]{0,6}\\.?`;
const WEEKDAY = `(${WEEKDAYS.join('|')})[a-z]{0,6}\\.?`;

/** Seconds or milliseconds since the epoch. */
const EPOCH = /^(\d{10})(\d{3})?(?![\d.])/;
const ISO =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:])/i;
const DAY_NAME = new RegExp(`^(?:${WEEKDAY}|(today|tomorrow)),? +(?:at +)?`, 'i');
const MONTH_FIRST = new RegExp(
  `^${MONTH} +(\\d{1,2})(?:st|nd|rd|th)?(?:,? +(\\d{4}))?,? +(?:at +)?`,
  'i',
);
const DAY_FIRST = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th)? +${MONTH}(?:,? +(\\d{4}))?,? +(?:at +)?`,
  'i',
);
const CLOCK = /^(\d{1,2})(?::([0-5]\d)(?::([0-5]\d))?)? ?(?:([ap])\.?m\b\.?)?/i;
const OFFSET = /^ ?[([]?(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?(?![\w:])/i;
const ZONE = /^ ?[([]?(UTC|GMT|Z|[A-Za-z_]{2,30}(?:\/[A-Za-z0-9_+-]{2,30}){1,2})(?![\w/+-])/;

/** What time of which zone is told; null when either is missing. */
interface WallTime {
  readonly clock_ms: number;
  /** Milliseconds that the zone is ahead of UTC at an instant. */
  readonly offset_ms: (at_ms: number) => number;
}

interface Day {
  readonly weekday: number | null;
  /** Days from today. */
  readonly ahead: number | null;
  readonly month: number | null;
  readonly day: number;
  readonly year: number | null;
}

const ANY_DAY: Day = { weekday: null, ahead: null, month: null, day: 0, year: null };

/**
 * The instant that a text begins with, in milliseconds since the epoch: an epoch, an ISO or HTTP
 * date, a clock time with its zone. Null for anything that needs a guess, such as the zone.
 */
export function instantIn(text: string, now: string): number | null {
  const [epoch, , millis = '000'] = EPOCH.exec(text) ?? [];
  if (epoch !== undefined) return Number(epoch.slice(0, 10) + millis);
  const [iso, date, time, zone = ''] = ISO.exec(text) ?? [];
  if (iso !== undefined) return Date.parse(`${date}T${time}${/^[+-]/.test(zone) ? zone : 'Z'}`);
  const { day, rest } = dayIn(text);
  const wall = wallTimeIn(rest);
  return wall === null ? null : meant(wall, day, Date.parse(now));
}

function dayIn(text: string): { readonly day: Day; readonly rest: string } {
  const [name = '', weekday, relative] = DAY_NAME.exec(text) ?? [];
  const named = {
    ...ANY_DAY,
    weekday: weekday === undefined ? null : WEEKDAYS.indexOf(weekday.toLowerCase()),
    ahead: relative === undefined ? null : relative.toLowerCase() === 'today' ? 0 : 1,
  };
  const rest = text.slice(name.length);
  const first = MONTH_FIRST.exec(rest);
  const last = DAY_FIRST.exec(rest);
  const [found = '', month, day, year] =
    first ?? (last === null ? [] : [last[0], last[2], last[1], last[3]]);
  if (month === undefined) return { day: named, rest };
  const dated = {
    ...ANY_DAY,
    month: MONTHS.indexOf(month.toLowerCase()),
    day: Number(day),
    year: year === undefined ? null : Number(year),
  };
  return { day: dated, rest: rest.slice(found.length) };
}

function wallTimeIn(text: string): WallTime | null {
  const [found = '', hours = '', minutes, seconds = '0', half] = CLOCK.exec(text) ?? [];
  const hour = Number(hours);
  const legal = half === undefined ? minutes !== undefined && hour < 24 : hour > 0 && hour <= 12;
  if (found === '' || !legal) return null;
  const offset_ms = zoneIn(text.slice(found.length));
  if (offset_ms === null) return null;
  const of_day = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const clock_s = (of_day * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return { clock_ms: clock_s * 1000, offset_ms };
}

function zoneIn(text: string): WallTime['offset_ms'] | null {
  const [fixed, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? [];
  if (fixed !== undefined) {
    const ahead_ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return () => (sign === '-' ? -ahead_ms : ahead_ms);
  }
  const zone = ZONE.exec(text)?.[1];
  if (zone === undefined) return null;
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return () => 0;
  const format = formatOf(zone);
  return format === null ? null : (at_ms) => wallMs(format, at_ms) - (at_ms - (at_ms % 1000));
}

/** Null when there is no such zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

/** What clocks there show, as if it were UTC. */
function wallMs(format: Intl.DateTimeFormat, at_ms: number): number {
  const part = new Map(format.formatToParts(at_ms).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

function meant({ clock_ms, offset_ms }: WallTime, day: Day, now_ms: number): number | null {
  const today = Math.floor((now_ms + offset_ms(now_ms)) / DAY_MS);
  const at = (date: number) => instantOf(date * DAY_MS + clock_ms, offset_ms);
  if (day.month !== null) return dated(day.month, day, at, now_ms);
  if (day.ahead !== null) return at(today + day.ahead);
  for (let ahead = -1; ahead <= DAYS_AHEAD_MAX; ahead += 1) {
    const date = today + ahead;
    // The epoch began on a Thursday.
    const fits = day.weekday === null || (date + 4) % WEEKDAYS.length === day.weekday;
    if (fits && at(date) > now_ms - REACHED_MS_MAX) return at(date);
  }
  return null;
}

/** A date without a year is the next such one. */
function dated(
  month: number,
  { day, year }: Day,
  at: (date: number) => number,
  now_ms: number,
): number | null {
  const own = year ?? new Date(now_ms).getUTCFullYear();
  const inYear = (one: number) => at(Date.UTC(one, month, day) / DAY_MS);
  const first = inYear(own);
  return year === null && first < now_ms - DAY_MS ? inYear(own + 1) : first;
}

/** The instant at which clocks with that offset show the wall time. */
function instantOf(wall_ms: number, offset_ms: WallTime['offset_ms']): number {
  const near = wall_ms - offset_ms(wall_ms);
  return wall_ms - offset_ms(near);
}
