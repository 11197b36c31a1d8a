import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../src/runtime/runners/harness/retry-after.ts';

const NOW = '2026-01-01T01:00:00.250Z';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What a text says to wait for, as the instant at which the wait ends. */
function until(text: string, now = NOW): string | null {
  const ms = retryAfterMs(text, now);
  return ms === null ? null : new Date(Date.parse(now) + ms).toISOString();
}

describe('a time to wait', () => {
  it.each([
    ['try again in 1h30m', 90 * MINUTE_MS],
    ['try again in 250ms', 250],
    ['Rate limit reached for x. Please try again in 11.054s. Visit y', 11_054],
    ['usage limit reached, try again in 1 week', 7 * DAY_MS],
    ['try again in 2 weeks', 14 * DAY_MS],
    ['try again in a week', 7 * DAY_MS],
    ['Try again in 3 days 4 hours.', 76 * HOUR_MS],
    ['resets in 1 day, 2 hours and 5 minutes', 26 * HOUR_MS + 5 * MINUTE_MS],
    ['available again in about 2 hrs', 2 * HOUR_MS],
    ['please wait 30 seconds before the next request', 30 * SECOND_MS],
    ['please retry in 34.07s. 3 requests are left', 34_070],
    ['resets in 4:32:10', 4 * HOUR_MS + 32 * MINUTE_MS + 10 * SECOND_MS],
    ['{"retryDelay": "34s"}', 34 * SECOND_MS],
    ['Retry-After: 120', 120 * SECOND_MS],
    ['"retry-after": "7", "x": 1', 7 * SECOND_MS],
    ['retry-after-ms: 1500', 1500],
    ['{"type":"usage_limit_reached","resets_in_seconds":3600}', HOUR_MS],
    ['try again in a moment; the limit resets in 5 min', 5 * MINUTE_MS],
  ])('%s', (text, ms) => {
    expect(retryAfterMs(text, NOW)).toBe(ms);
  });
});

describe('an instant to wait for', () => {
  it.each([
    ['usage limit reached|1767232800', '2026-01-01T02:00:00.000Z'],
    ['{"resets_at":1767232800}', '2026-01-01T02:00:00.000Z'],
    ['resets at 2026-01-01T02:00:00Z', '2026-01-01T02:00:00.000Z'],
    ['resets at 2026-01-01T04:30+02:00', '2026-01-01T02:30:00.000Z'],
    ['available at 2026-01-01 02:00:00 UTC', '2026-01-01T02:00:00.000Z'],
    ['Retry-After: Thu, 01 Jan 2026 07:28:00 GMT', '2026-01-01T07:28:00.000Z'],
    ['resets 3pm (Europe/Berlin)', '2026-01-01T14:00:00.000Z'],
    ['resets 1am (Europe/Berlin)', '2026-01-02T00:00:00.000Z'],
    ['resets at 3:45 PM UTC', '2026-01-01T15:45:00.000Z'],
    ['resets 12am (America/New_York)', '2026-01-01T05:00:00.000Z'],
    ['try again at 15:30 GMT+2', '2026-01-01T13:30:00.000Z'],
    ['resets at 03:00 -05:00', '2026-01-01T08:00:00.000Z'],
    ['resets Jan 5 at 3pm (Europe/Berlin)', '2026-01-05T14:00:00.000Z'],
    ['try again at Jan 3rd, 2026 3:45 PM (UTC)', '2026-01-03T15:45:00.000Z'],
    ['resets on 3 January 2026, 09:00 UTC', '2026-01-03T09:00:00.000Z'],
    ['resets Monday 9am (Asia/Tokyo)', '2026-01-05T00:00:00.000Z'],
    ['resets tomorrow at 9am (UTC)', '2026-01-02T09:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(until(text)).toBe(instant);
  });
  it('follows a zone over the change of its clocks', () => {
    expect(until('resets 3pm (Europe/Berlin)', '2026-03-28T20:00:00Z')).toBe(
      '2026-03-29T13:00:00.000Z',
    );
    expect(until('resets Jan 2, 3pm (UTC)', '2026-12-30T20:00:00Z')).toBe(
      '2027-01-02T15:00:00.000Z',
    );
  });
});

describe('what is not read as a time, so that the wait grows instead', () => {
  it.each([
    'retry',
    'retry after 30',
    'retry after 3 attempts',
    'quota exceeded, resets in 2 business days',
    'resets in 1 week and 2 business days',
    'try again in a fortnight',
    'try again in a second',
    'try again in 3 months',
    'wait for 5M tokens',
    'try again in 2-3 hours',
    'try again in 2h to 3h',
    'try again in 1,200 seconds',
    'resets in 4:32',
    'Retry-After: 2 business days',
    'retry after 0 seconds',
    'retry after -5 seconds',
    'try again in 900 days',
    'try again at 3:45 PM',
    'resets 3pm',
    'resets 3pm PST',
    'resets 3pm (Nowhere/Land)',
    'resets 25:00 UTC',
    'resets 13pm (UTC)',
    'resets at 15 (UTC)',
    'resets at 2026-01-01 02:00:00',
    'resets every 5 hours',
    'preset in 5 minutes',
  ])('%s', (text) => {
    expect(retryAfterMs(text, NOW)).toBeNull();
  });
  it('is a time that has passed', () => {
    expect(retryAfterMs('resets at 2025-01-01T02:00:00Z', NOW)).toBeNull();
    expect(until('resets 1am (UTC)')).toBeNull();
  });
  it('is found out quickly in a long text', () => {
    const long = `${'retry after '.repeat(100_000)}${'retry'.padEnd(1_000_000, ' ')}`;
    expect(retryAfterMs(long, NOW)).toBeNull();
  });
});
