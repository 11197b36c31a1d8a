import type { WorkingHours } from '../../plan/index.ts';

const MINUTE_MS = 60_000;
const QUARTER_MINUTES = 15;
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** The hours of a week come again within it, a clock change included. */
const QUARTERS_AHEAD_MAX = (WEEK_MINUTES + DAY_MINUTES) / QUARTER_MINUTES;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Minutes since Monday as clocks show them, the end excluded; it may lie in the week after. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The hours in which stages may start, as the clocks of a zone show them: what they show twice is open
 * twice, what they pass over is not. Asked often, reckoned anew when the answer may be another one.
 */
export class Hours {
  private readonly format: Intl.DateTimeFormat;
  private readonly spans: readonly Span[];
  private known: { readonly from_ms: number; readonly opens_ms: number } | null = null;

  constructor(
    readonly hours: readonly WorkingHours[],
    readonly zone: string,
  ) {
    this.format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    this.spans = hours.flatMap(spansOf);
  }

  /** When stages may start again, in milliseconds since the epoch; null = they may now. */
  closedUntil(now_ms: number): number | null {
    const { known } = this;
    if (known !== null && known.from_ms <= now_ms && now_ms < known.opens_ms) return known.opens_ms;
    if (this.isOpen(this.shown(now_ms))) return null;
    const opens_ms = this.opens(now_ms);
    this.known = { from_ms: now_ms, opens_ms };
    return opens_ms;
  }

  /** Clocks change at quarter-hours only: within one they show one minute after the other. */
  private opens(now_ms: number): number {
    const quarter_ms = QUARTER_MINUTES * MINUTE_MS;
    const first = Math.floor(now_ms / quarter_ms);
    for (let ahead = 0; ahead <= QUARTERS_AHEAD_MAX; ahead += 1) {
      const at_ms = (first + ahead) * quarter_ms;
      const shown = this.shown(at_ms);
      for (let minute = 0; minute < QUARTER_MINUTES; minute += 1) {
        const ms = at_ms + minute * MINUTE_MS;
        if (ms > now_ms && this.isOpen(shown + minute)) return ms;
      }
    }
    throw new Error('an hour of the week did not come within a week');
  }

  private isOpen(minute: number): boolean {
    return this.spans.some(({ from, to }) => {
      return (from <= minute && minute < to) || minute + WEEK_MINUTES < to;
    });
  }

  private shown(ms: number): number {
    const parts = this.format.formatToParts(ms);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    const day = DAYS.findIndex((one) => one === of('weekday').toLowerCase());
    return day * DAY_MINUTES + Number(of('hour')) * 60 + Number(of('minute'));
  }
}

/** One for each day; an end that is not after its beginning is of the next day. */
function spansOf({ days, from, to }: WorkingHours): Span[] {
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  const length = ends > begins ? ends - begins : ends + DAY_MINUTES - begins;
  return days.map((day) => {
    const at = DAYS.indexOf(day) * DAY_MINUTES + begins;
    return { from: at, to: at + length };
  });
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** `mon, tue 22:00 to 06:00`, for people. */
export function hoursWords(hours: readonly WorkingHours[]): string {
  return hours.map(({ days, from, to }) => `${days.join(', ')} ${from} to ${to}`).join('; ');
}
