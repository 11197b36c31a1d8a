import { describe, expect, it } from 'vitest';
import { codexQuota } from '../../src/runtime/runners/codex/quota.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';

const NOW = Date.UTC(2026, 5, 10, 12);
const HOME = '/home/ann/.codex';

/** One line of a session, as Codex writes it. */
const at = { state_home: null, now_ms: NOW };

function line(at: string, rate_limits: object): string {
  const payload = { type: 'token_count', info: null, rate_limits };
  return JSON.stringify({ timestamp: at, type: 'event_msg', payload });
}

function limit(used_percent: unknown, more: object = {}): object {
  return { used_percent, window_minutes: 300, resets_at: NOW / 1000 + 3600, ...more };
}

const NAME = 'rollout-2026-06-10T10-00-00-x.jsonl';

function read(lines: readonly string[], day = '2026/06/10', env: object = {}) {
  const disk = new SimDisk();
  disk.plant(`${HOME}/sessions/${day}/${NAME}`, lines.join('\n'));
  return codexQuota.read({ disk, env: { HOME: '/home/ann', ...env }, ...at });
}

it.each([
  ['none', { CODEX_HOME: undefined }, 10],
  ['an empty one', { CODEX_HOME: '' }, 10],
  ['another', { CODEX_HOME: '/srv/codex' }, undefined],
])('looks where Codex itself does: CODEX_HOME is %s', (_, env, percent_used) => {
  const lines = [line('2026-06-10T11:00:00.000Z', { primary: limit(10) })];
  expect(read(lines, '2026/06/10', env).five_hour?.percent_used).toBe(percent_used);
});

it('finds the newest reading of each window, with the time at which it was made', () => {
  const weekly = { used_percent: 40, window_minutes: 10_080, resets_at: NOW / 1000 + 86_400 };
  expect(
    read([
      line('2026-06-10T10:00:00.000Z', { primary: limit(10), secondary: weekly }),
      line('2026-06-10T11:00:00.000Z', { primary: limit(20) }),
      '{"timestamp":"2026-06-10T11:30:00.000Z","type":"event_msg","payload":{"type":"token_co',
    ]),
  ).toEqual({
    five_hour: {
      percent_used: 20,
      read_at: '2026-06-10T11:00:00.000Z',
      resets_at: '2026-06-10T13:00:00.000Z',
    },
    weekly: {
      percent_used: 40,
      read_at: '2026-06-10T10:00:00.000Z',
      resets_at: '2026-06-11T12:00:00.000Z',
    },
  });
});

describe('a reading', () => {
  it.each([
    ['of more than all', limit(140)],
    ['of less than nothing', limit(-1)],
    ['of no number', limit('95')],
    ['of a window that no rule knows', limit(95, { window_minutes: 60 })],
  ])('%s is none', (_, primary) => {
    expect(read([line('2026-06-10T11:00:00.000Z', { primary })]).five_hour).toBeNull();
  });

  it.each([
    ['the future', '2026-06-11T11:00:00.000Z'],
    ['no time', 'yesterday'],
  ])('from %s is none', (_, at) => {
    expect(read([line(at, { primary: limit(99) })]).five_hour).toBeNull();
  });

  it.each([
    ['before it was made', NOW / 1000 - 86_400],
    ['later than its window is long', NOW / 1000 + 10 * 3600],
    ['at no time', 'soon'],
  ])('that says it ends %s has no end', (_, resets_at) => {
    const primary = limit(99, { resets_at });
    expect(read([line('2026-06-10T11:00:00.000Z', { primary })]).five_hour).toMatchObject({
      percent_used: 99,
      resets_at: null,
    });
  });

  it('says in older versions in how many seconds it ends', () => {
    const primary = { used_percent: 50, resets_in_seconds: 600 };
    expect(read([line('2026-06-10T11:00:00.000Z', { primary })]).five_hour).toMatchObject({
      resets_at: '2026-06-10T11:10:00.000Z',
    });
  });
});

it('is not known where nothing lies, or what lies there cannot be read', () => {
  const nothing = { five_hour: null, weekly: null };
  const disk = new SimDisk();
  expect(codexQuota.read({ disk, env: {}, ...at })).toEqual(nothing);
  expect(codexQuota.read({ disk, env: { CODEX_HOME: HOME }, ...at })).toEqual(nothing);
  disk.plant(`${HOME}/sessions`, 'a file');
  expect(codexQuota.read({ disk, env: { CODEX_HOME: HOME }, ...at })).toEqual(nothing);
  expect(read(['[]', '', '{', 'null', '{"type":"event_msg","payload":7}'])).toEqual(nothing);
});

it('reads the end of a long record, and sessions of other days', () => {
  const filler = `{"type":"noise","text":"${'x'.repeat(10_000)}"}`;
  const long = [
    ...Array.from({ length: 80 }, () => filler),
    line('2026-06-10T11:00:00.000Z', { primary: limit(7) }),
  ];
  expect(read(long).five_hour).toMatchObject({ percent_used: 7 });
  const old = [line('2026-06-08T11:00:00.000Z', { primary: limit(8) })];
  expect(read(old, '2026/06/08').five_hour).toMatchObject({ percent_used: 8 });
});
