import { describe, expect, it } from 'vitest';
import { noticesOf } from '../../../src/runtime/engine/notify/notices.ts';
import { finish, firstRuns, handOver, layout, loop } from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const DAY_MS = 86_400_000;

const DAILY = `[usage_governance]
enabled = true
calendar_timezone = "Europe/Berlin"

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 100
`;

function paused(rules = DAILY, tokens = 60) {
  return governed(rules, each(tokens));
}

it('pauses a loop, says why everywhere, and goes on at the recorded time in another process', async () => {
  const machine = paused();
  const one = machine.open();
  await handOver(one);
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'idle') stop.abort();
  });
  await ran.ended;
  const reason = 'rule a-day: 120 of 100 tokens used today';
  const until = '2026-01-01T23:00:00.000Z';
  expect(ran.events).toContainEqual({ kind: 'idle', did: 'paused', reason });
  expect(one.runtime.status()).toMatchObject({
    condition: 'paused',
    outlook: { kind: 'paused', source: 'usage_governance', reason, until, ends: 'alone' },
    totals: { stages: 2 },
  });
  const told = machine.events().filter(({ event_type }) => event_type.startsWith('usage_'));
  expect(
    told.map(({ event_type, data: { epoch: _, seq: __, ...data } }) => ({ event_type, data })),
  ).toEqual([
    {
      event_type: 'usage_governance_blocked',
      data: {
        source: 'runtime_token',
        rule_id: 'a-day',
        window: 'calendar_day',
        subject: null,
        metric: 'total_tokens',
        observed: 120,
        reserved: 0,
        threshold: 100,
        next_resume_at: until,
        detail: '120 of 100 tokens used today',
      },
    },
  ]);
  const other = machine.open();
  other.clock.setWall(Date.parse(until) - 1);
  expect(await other.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'paused' });
  other.clock.setWall(Date.parse(until));
  await other.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests).toHaveLength(3);
});

it('a loop sleeps through the pause and finishes the campaign by itself', async () => {
  const machine = paused();
  const one = machine.open();
  await handOver(one);
  machine.world.now = () => one.clock.now();
  const ran = loop(one);
  await ran.ended;
  const told = ran.events.flatMap((event) => (event.kind === 'governed' ? [event] : []));
  expect(told.slice(0, 3).map(({ rules, cleared }) => [rules.length, cleared])).toEqual([
    [1, ''],
    [0, 'a-day'],
    [1, ''],
  ]);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
  expect(one.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThan(11 * DAY_MS);
});

it('a threshold that is raised in the config counts at the next tick', async () => {
  const machine = paused();
  const one = machine.open();
  await handOver(one);
  for (let tick = 0; tick < 4; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  const resume = await one.runtime.control({ name: 'resume', all: true });
  expect(resume).toMatchObject({
    applied: false,
    detail:
      'there was no pause to lift; still paused by usage_governance until ' +
      '2026-01-01T23:00:00.000Z (rule a-day: 120 of 100 tokens used today), ' +
      'which no resume lifts while it holds: change the rule in millrace.toml',
  });
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  machine.disk.plant(layout.config, config.replace('threshold = 100', 'threshold = 10000'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
});

it.each([
  ['all of it', 'enabled = true\ncal', 'enabled = false\ncal'],
  [
    'its token rules',
    'enabled = true\ncal',
    'enabled = true\nruntime_token_rules.enabled = false\ncal',
  ],
])('what is turned off holds nothing: %s', async (_, from, to) => {
  const one = paused(DAILY.replace(from, to)).open();
  await handOver(one);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});

it.each([
  ['what is no TOML', 'threshold = 100', 'threshold ='],
  ['a time zone that no clock shows', 'Europe/Berlin', 'Europe/Berlni'],
  [
    'an id that two rules have',
    '[[',
    '[[usage_governance.runtime_token_rules.rules]]\nrule_id = "a-day"\nwindow = "per_run"\nthreshold = 1\n\n[[',
  ],
])('an edit with %s lifts no pause: the rules of before go on to count', async (_, from, to) => {
  const machine = paused();
  const one = machine.open();
  await handOver(one);
  const tick = () => one.runtime.tick({ wait_ms: 0 });
  for (let ticks = 0; ticks < 4; ticks += 1) await tick();
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  machine.disk.plant(layout.config, config.replace(from, to));
  expect(await tick()).toMatchObject({ did: 'paused' });
  const resumed = await one.runtime.control({ name: 'resume', all: true });
  expect(resumed).toMatchObject({ applied: false });
  const { pauses, reload } = machine.open().runtime.status();
  expect(pauses).toMatchObject([{ source: 'usage_governance' }]);
  expect(reload).toMatchObject({ state: 'refused', code: 'config_invalid' });
});

it('nothing is started under a config that cannot be read and that none came before', async () => {
  const machine = paused('[usage_governance]\nenabled = "yes"\n');
  const one = machine.open();
  await expect(handOver(one)).rejects.toMatchObject({ code: 'plan_invalid' });
  await expect(one.runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({ code: 'plan_invalid' });
  expect(machine.world.requests).toEqual([]);
});

describe('a notification', () => {
  const blocker = {
    source: 'runtime_token',
    rule_id: 'a-day',
    window: 'calendar_day',
    subject: null,
    metric: 'total_tokens',
    observed: 120,
    reserved: 0,
    threshold: 100,
    next_resume_at: null,
    detail: '',
  } as const;
  const pause = (until: string | null, rule_id = 'a-day') =>
    ({
      k: 'pause@1',
      source: 'usage_governance',
      reason: 'rule a-day: 120 of 100 tokens used today',
      until,
      blockers: [{ ...blocker, rule_id }],
    }) as const;
  const record = (n: number, c: Parameters<typeof noticesOf>[0]['c'][number]) => ({
    v: 1 as const,
    n,
    at: '2026-01-01T00:00:00.000Z',
    c: [c],
    why: [{ input: 'usage', rule: 'x' }],
  });

  it('tells of a pause, once for the same rules, and of what is near', () => {
    const first = record(1, pause('2026-01-01T23:00:00.000Z'));
    const facts = { title: () => null, record: (n: number) => (n === 1 ? first : null) };
    expect(noticesOf(first, facts)).toEqual([
      {
        kind: 'limit',
        what: 'Dispatch is paused by usage governance',
        next:
          'To let more be used, change the rule under [usage_governance] in millrace.toml. ' +
          'It goes on by itself at 2026-01-01T23:00:00.000Z.',
        ids: { rule: 'a-day' },
        quoted: 'rule a-day: 120 of 100 tokens used today',
      },
    ]);
    expect(noticesOf(record(2, pause('2026-01-02T23:00:00.000Z')), facts)).toEqual([]);
    expect(noticesOf(record(2, pause(null, 'a-week')), facts)).toHaveLength(1);
    const near = { rule_id: 'a-day', window: 'calendar_day', subject: null } as const;
    const warning = { k: 'usage-warning@1', ...near, observed: 85, threshold: 100 } as const;
    expect(noticesOf(record(3, warning), facts)).toMatchObject([
      { kind: 'limit', what: '85 % of the usage rule a-day is used: 85 of 100 tokens' },
    ]);
  });
});

it('a running stage that tells what it uses is stopped at a hard limit, and begins anew once that is raised', async () => {
  const rules = `[usage_governance]
enabled = true
runtime_token_rules.estimated_stage_tokens = 50

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-stage"
window = "per_stage"
threshold = 1000
hard = true
`;
  const machine = governed(rules, firstRuns(each(10)));
  const one = machine.open();
  await handOver(one);
  const tick = () => one.runtime.tick({ wait_ms: 0 });
  expect(await tick()).toMatchObject({ did: 'running' });
  const [attempt = ''] = machine.world.spawned.keys();
  const uses = (total_tokens: number) => {
    const none = { cached_input_tokens: 0, output_tokens: 0, thinking_tokens: 0 };
    const usage = { input_tokens: total_tokens, ...none, total_tokens };
    machine.disk.plant(`${layout.attempts}/${attempt}/out/usage.json`, JSON.stringify(usage));
  };
  uses(999);
  one.clock.advance(60_000);
  await tick();
  expect(one.attempts.cancelled).toEqual([]);
  uses(1100);
  one.clock.advance(60_000);
  await tick();
  expect(one.attempts.cancelled).toEqual([attempt]);
  await tick();
  expect(one.runtime.status()).toMatchObject({
    totals: { stages: 0, total_tokens: 1100 },
    pauses: [
      {
        source: 'usage_governance',
        reason: expect.stringMatching(
          /^rule a-stage: 1100 of 1000 tokens used by the stage request-[0-9a-f]+-000001$/,
        ),
        until: null,
      },
    ],
  });
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  machine.disk.plant(layout.config, config.replace('threshold = 1000', 'threshold = 9000'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect([...machine.world.spawned.keys()].slice(0, 2)).toEqual([
    attempt,
    attempt.replace(/1$/, '2'),
  ]);
});
