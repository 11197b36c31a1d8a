import type { Governance, TimeSpan } from '../../kernel/index.ts';

const QUARTER_MS = 900_000;
const QUARTERS_OF_A_DAY_MAX = 25 * 4 + 1;
const DAYS_OF_A_WEEK = 7;
const DAY_MS = 86_400_000;

type Calendar = Governance['calendar'];

/**
 * The day and the week, from Monday, in which an instant lies, as the clocks of a zone show them: an hour
 * longer or shorter where those change. Asked often, reckoned once a day.
 */
export class ZoneCalendar {
  private readonly format: Intl.DateTimeFormat;
  private known: Calendar | null = null;

  /** Throws for a zone that this machine does not know; the config is judged before. */
  constructor(readonly zone: string) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    this.format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      ...date,
    });
  }

  at(now_ms: number): Calendar {
    if (this.known === null || !isWithin(now_ms, this.known.day)) this.known = this.around(now_ms);
    return this.known;
  }

  private around(now_ms: number): Calendar {
    const today = this.dateOf(now_ms);
    const monday = plusDays(today, -weekdayOf(today));
    const span = (from: string, to: string): TimeSpan => ({
      from_ms: this.begin(from, now_ms),
      to_ms: this.begin(to, now_ms),
    });
    return {
      day: span(today, plusDays(today, 1)),
      week: span(monday, plusDays(monday, DAYS_OF_A_WEEK)),
    };
  }

  /**
   * The first quarter-hour at which clocks show that date: every zone is a multiple of that away from UTC,
   * and where midnight is passed over the day begins later.
   */
  private begin(date: string, near_ms: number): number {
    const away_ms = Date.parse(date) - Date.parse(this.dateOf(near_ms));
    let late = Math.floor((near_ms + away_ms + DAY_MS) / QUARTER_MS) + QUARTERS_OF_A_DAY_MAX;
    let early = late - 4 * QUARTERS_OF_A_DAY_MAX;
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (this.dateOf(middle * QUARTER_MS) >= date) late = middle;
      else early = middle;
    }
    return late * QUARTER_MS;
  }

  /** As `YYYY-MM-DD`, so that dates compare as texts. */
  private dateOf(ms: number): string {
    return this.format.format(ms);
  }
}

function isWithin(ms: number, { from_ms, to_ms }: TimeSpan): boolean {
  return from_ms <= ms && ms < to_ms;
}

/** Days since Monday. */
function weekdayOf(date: string): number {
  return (new Date(date).getUTCDay() + 6) % DAYS_OF_A_WEEK;
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}
