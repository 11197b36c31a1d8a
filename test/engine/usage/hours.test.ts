import { describe, expect, it } from 'vitest';
import { noticesOf } from '../../../src/runtime/engine/notify/notices.ts';
import { Hours } from '../../../src/runtime/engine/usage/hours.ts';
import type { WorkingHours } from '../../../src/runtime/plan/index.ts';
import { handOver, loop } from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const EVERY_DAY: WorkingHours['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEKDAYS = EVERY_DAY.slice(0, 5);
const NIGHT: WorkingHours = { days: WEEKDAYS, from: '22:00', to: '06:00' };

function closedUntil(hours: readonly WorkingHours[], zone: string, at: string): string | null {
  const ms = new Hours(hours, zone).closedUntil(Date.parse(at));
  return ms === null ? null : new Date(ms).toISOString();
}

describe('hours in which stages may start', () => {
  it.each([
    ['in them', '2026-01-05T21:30:00Z', null],
    ['behind midnight', '2026-01-06T04:59:59Z', null],
    ['at their end', '2026-01-06T05:00:00Z', '2026-01-06T21:00:00.000Z'],
    ['a moment before them', '2026-01-06T20:59:59.999Z', '2026-01-06T21:00:00.000Z'],
    ['in what Friday has begun', '2026-01-10T04:00:00Z', null],
    ['on a Saturday', '2026-01-10T22:00:00Z', '2026-01-12T21:00:00.000Z'],
    ['on a Sunday night', '2026-01-11T23:30:00Z', '2026-01-12T21:00:00.000Z'],
  ])('%s', (_, at, until) => {
    expect(closedUntil([NIGHT], 'Europe/Berlin', at)).toBe(until);
  });

  it('come again in the week after, behind Sunday', () => {
    const sunday = [{ days: ['sun' as const], from: '23:00', to: '01:00' }];
    expect(closedUntil(sunday, 'UTC', '2026-01-12T00:59:00Z')).toBeNull();
    expect(closedUntil(sunday, 'UTC', '2026-01-12T01:00:00Z')).toBe('2026-01-18T23:00:00.000Z');
  });

  it('with an end that is their beginning are whole days', () => {
    const monday = [{ days: ['mon' as const], from: '08:00', to: '08:00' }];
    expect(closedUntil(monday, 'UTC', '2026-01-06T07:59:00Z')).toBeNull();
    expect(closedUntil(monday, 'UTC', '2026-01-06T08:00:00Z')).toBe('2026-01-12T08:00:00.000Z');
  });
});

describe('where clocks change', () => {
  const morning = [{ days: EVERY_DAY, from: '02:20', to: '03:10' }];

  it('begin with the first minute that is shown when their own is passed over', () => {
    // 02:00 becomes 03:00 at 01:00 UTC.
    expect(closedUntil(morning, 'Europe/Berlin', '2026-03-29T00:30:00Z')).toBe(
      '2026-03-29T01:00:00.000Z',
    );
    expect(closedUntil(morning, 'Europe/Berlin', '2026-03-29T01:09:00Z')).toBeNull();
    expect(closedUntil(morning, 'Europe/Berlin', '2026-03-29T01:10:00Z')).toBe(
      '2026-03-30T00:20:00.000Z',
    );
  });

  it('do not come on a day that passes all of them over', () => {
    const gone = [{ days: EVERY_DAY, from: '02:10', to: '02:50' }];
    expect(closedUntil(gone, 'Europe/Berlin', '2026-03-29T00:55:00Z')).toBe(
      '2026-03-30T00:10:00.000Z',
    );
  });

  it('come twice when clocks show them twice', () => {
    // 03:00 becomes 02:00 at 01:00 UTC.
    const early = [{ days: EVERY_DAY, from: '02:00', to: '02:30' }];
    const at = (time: string) => closedUntil(early, 'Europe/Berlin', `2026-10-25T${time}:00Z`);
    expect([at('00:10'), at('00:40'), at('01:10')]).toEqual([
      null,
      '2026-10-25T01:00:00.000Z',
      null,
    ]);
  });

  it('end a day in the same minute of the clock', () => {
    const day = [{ days: EVERY_DAY, from: '09:00', to: '17:00' }];
    expect(closedUntil(day, 'America/New_York', '2026-03-07T23:00:00Z')).toBe(
      '2026-03-08T13:00:00.000Z',
    );
    expect(closedUntil(day, 'America/New_York', '2026-03-06T23:00:00Z')).toBe(
      '2026-03-07T14:00:00.000Z',
    );
  });

  it('know a zone that is not a whole number of hours away', () => {
    const day = [{ days: EVERY_DAY, from: '09:05', to: '10:00' }];
    expect(closedUntil(day, 'Asia/Kathmandu', '2026-01-05T03:00:00Z')).toBe(
      '2026-01-05T03:20:00.000Z',
    );
  });
});

it('a loop starts nothing outside of them, says until when, and goes on in that minute', async () => {
  const rules = `[usage_governance]
enabled = true
calendar_timezone = "Europe/Berlin"

[[usage_governance.working_hours]]
from = "22:00"
to = "06:00"
`;
  const one = governed(rules, each(10)).open();
  // 13:30 in Berlin.
  one.clock.setWall(Date.UTC(2026, 0, 6, 12, 30));
  await handOver(one);
  let began = '';
  const ran = loop(one, ({ kind }, { stop }) => {
    if (kind !== 'dispatched' || began !== '') return;
    began = new Date(one.clock.now()).toISOString();
    stop.abort();
  });
  await ran.ended;
  const reason =
    'rule working_hours: stages may start mon, tue, wed, thu, fri, sat, sun 22:00 to 06:00 (Europe/Berlin)';
  expect(ran.events).toContainEqual({ kind: 'idle', did: 'paused', reason });
  expect(began.slice(0, 16)).toBe('2026-01-06T21:00');
});

it('a pause for them is no news, unless another rule holds too', () => {
  const blocker = {
    subject: null,
    observed: 0,
    reserved: 0,
    threshold: 0,
    next_resume_at: null,
    detail: '',
  } as const;
  const hours = {
    ...blocker,
    source: 'working_hours',
    rule_id: 'working_hours',
    window: 'working_hours',
    metric: 'none',
  } as const;
  const other = {
    ...blocker,
    source: 'runtime_token',
    rule_id: 'a-day',
    window: 'calendar_day',
    metric: 'total_tokens',
  } as const;
  const notices = (blockers: readonly (typeof hours | typeof other)[]) => {
    const pause = {
      k: 'pause@1',
      source: 'usage_governance',
      reason: '',
      until: null,
      blockers,
    } as const;
    const record = { v: 1, n: 1, at: '2026-01-01T00:00:00.000Z', c: [pause], why: [] } as const;
    return noticesOf(record, { title: () => null, record: () => null });
  };
  expect(notices([hours])).toEqual([]);
  expect(notices([hours, other])).toHaveLength(1);
});
