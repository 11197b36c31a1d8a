import { describe, expect, it } from 'vitest';
import { ZoneCalendar } from '../../../src/runtime/engine/usage/calendar.ts';

describe('a calendar', () => {
  const shown = (zone: string, at: string) => {
    const { day, week } = new ZoneCalendar(zone).at(Date.parse(at));
    const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
    const hours = (day.to_ms - day.from_ms) / 3_600_000;
    return `${iso(day.from_ms)} ${hours} h, week ${iso(week.from_ms)} to ${iso(week.to_ms)}`;
  };

  it('has days of 23 and 25 hours, and weeks that end where the clocks say so', () => {
    const zones = [
      ['Europe/Berlin', '2026-03-29T12:00:00Z'],
      ['Europe/Berlin', '2026-10-25T12:00:00Z'],
      ['America/New_York', '2026-03-08T05:00:00Z'],
      ['America/Santiago', '2026-09-06T12:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-05T00:00:00Z'],
      ['Asia/Kathmandu', '2026-01-01T18:14:59Z'],
      ['Asia/Kathmandu', '2026-01-01T18:15:00Z'],
      ['Pacific/Kiritimati', '2026-01-01T10:00:00Z'],
      ['UTC', '2026-01-04T23:59:59Z'],
    ] as const;
    expect(zones.map(([zone, at]) => `${zone}: ${shown(zone, at)}`)).toMatchInlineSnapshot(`
      [
        "Europe/Berlin: 2026-03-28T23:00 23 h, week 2026-03-22T23:00 to 2026-03-29T22:00",
        "Europe/Berlin: 2026-10-24T22:00 25 h, week 2026-10-18T22:00 to 2026-10-25T23:00",
        "America/New_York: 2026-03-08T05:00 23 h, week 2026-03-02T05:00 to 2026-03-09T04:00",
        "America/Santiago: 2026-09-06T04:00 23 h, week 2026-08-31T04:00 to 2026-09-07T03:00",
        "Australia/Lord_Howe: 2026-04-04T13:00 24.5 h, week 2026-03-29T13:00 to 2026-04-05T13:30",
        "Asia/Kathmandu: 2025-12-31T18:15 24 h, week 2025-12-28T18:15 to 2026-01-04T18:15",
        "Asia/Kathmandu: 2026-01-01T18:15 24 h, week 2025-12-28T18:15 to 2026-01-04T18:15",
        "Pacific/Kiritimati: 2026-01-01T10:00 24 h, week 2025-12-28T10:00 to 2026-01-04T10:00",
        "UTC: 2026-01-04T00:00 24 h, week 2025-12-29T00:00 to 2026-01-05T00:00",
      ]
    `);
  });

  it('is the same from any instant of the day', () => {
    for (const zone of ['Europe/Berlin', 'America/Santiago', 'Asia/Kathmandu']) {
      const whole = new ZoneCalendar(zone).at(Date.UTC(2026, 2, 29, 12));
      for (let ms = whole.week.from_ms; ms < whole.week.to_ms; ms += 3_600_000) {
        expect(new ZoneCalendar(zone).at(ms).week).toEqual(whole.week);
      }
    }
  });
});
