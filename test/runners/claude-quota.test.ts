import { describe, expect, it } from 'vitest';
import { claudeQuota } from '../../src/runtime/runners/claude/quota.ts';
import { reportOfClaude } from '../../src/runtime/runners/claude/report.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { outputOf } from '../support/runners/harnesses.ts';

const HOUR_MS = 3_600_000;
const AT_MS = Date.UTC(2026, 0, 1, 12);
const AT = new Date(AT_MS).toISOString();
const STATE = '/home/.local/state/millrace';
const FILE = `${STATE}/quota/claude_subscription.json`;

/** What a stream with these limits adds up to; its events before them have a time. */
function quotaOf(...infos: object[]) {
  const events = [
    { type: 'user', timestamp: AT, message: {} },
    ...infos.map((rate_limit_info) => ({ type: 'rate_limit_event', rate_limit_info })),
    { type: 'result', subtype: 'success', is_error: false, result: 'done' },
  ];
  const stdout = events.map((one) => JSON.stringify(one)).join('\n');
  return reportOfClaude(outputOf(stdout), null).quota;
}

const near = { status: 'allowed_warning', rateLimitType: 'five_hour', utilization: 0.83 };
const seconds = (ms: number) => ms / 1000;

describe('what Claude Code says of its limits', () => {
  it('is a share of a window, with its end and the time of its stream', () => {
    expect(quotaOf({ ...near, resetsAt: seconds(AT_MS + HOUR_MS) })).toEqual({
      five_hour: {
        percent_used: 83,
        read_at: AT,
        resets_at: new Date(AT_MS + HOUR_MS).toISOString(),
      },
    });
  });

  it('is all of it when it was refused, and the newest of each window', () => {
    const refused = { status: 'rejected', rateLimitType: 'seven_day' };
    expect(quotaOf(near, refused, { ...near, utilization: 0.9 })).toMatchObject({
      five_hour: { percent_used: 90 },
      weekly: { percent_used: 100, resets_at: null },
    });
  });

  it.each([
    ['that it is allowed, and not how much', { status: 'allowed', rateLimitType: 'five_hour' }],
    ['more than all', { ...near, utilization: 1.2 }],
    ['less than nothing', { ...near, utilization: -0.1 }],
    ['a text', { ...near, utilization: '0.8' }],
    ['another window', { ...near, rateLimitType: 'seven_day_opus' }],
    ['credit', { ...near, rateLimitType: 'overage' }],
    ['a name that every object has', { ...near, rateLimitType: 'toString' }],
    ['nothing', {}],
  ])('is not known from %s', (_, info) => {
    expect(quotaOf(info)).toBeUndefined();
  });

  it('has no end where the one that is said cannot be', () => {
    for (const ms of [AT_MS - HOUR_MS, AT_MS + 7 * HOUR_MS]) {
      expect(quotaOf({ ...near, resetsAt: seconds(ms) })?.five_hour?.resets_at).toBeNull();
    }
  });
});

describe('what is kept of it', () => {
  const reading = { percent_used: 83, read_at: AT, resets_at: null };
  const read = (text: string | null, now_ms = AT_MS) => {
    const disk = new SimDisk();
    if (text !== null) disk.plant(FILE, text);
    return claudeQuota.read({ disk, env: {}, state_home: STATE, now_ms });
  };
  const nothing = { five_hour: null, weekly: null };

  it('is read as it was said', () => {
    const kept = { five_hour: reading, weekly: null };
    expect(read(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    ['no file', null],
    ['garbage', '{"five_hour": {'],
    ['a file of another form', '{"five_hour": 83}'],
    [
      'more than all',
      JSON.stringify({ five_hour: { ...reading, percent_used: 101 }, weekly: null }),
    ],
    [
      'a time that is none',
      JSON.stringify({ five_hour: { ...reading, read_at: 'now' }, weekly: null }),
    ],
    [
      'the future',
      JSON.stringify({ five_hour: { ...reading, read_at: '2026-01-02T00:00:00Z' }, weekly: null }),
    ],
  ])('is nothing with %s', (_, text) => {
    expect(read(text)).toEqual(nothing);
  });

  it('is nothing for a user without such a folder', () => {
    const disk = new SimDisk();
    expect(claudeQuota.read({ disk, env: {}, state_home: null, now_ms: AT_MS })).toEqual(nothing);
  });
});
