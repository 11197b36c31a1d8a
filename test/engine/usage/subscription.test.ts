import { expect, it } from 'vitest';
import { finish, handOver, loop } from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const toml = (policy: string, rest = '') => `[usage_governance]
enabled = true
runtime_token_rules.enabled = false

[usage_governance.subscription_quota_rules]
enabled = true
degraded_policy = "${policy}"
${rest}`;
const HOME = '/home/ann';
const env = { PATH: '/bin', HOME };

function note(
  machine: ReturnType<typeof governed>,
  used_percent: number,
  resets_at?: number,
): void {
  const payload = { type: 'token_count', rate_limits: { primary: { used_percent, resets_at } } };
  const line = { timestamp: '2026-01-01T00:00:00.000Z', type: 'event_msg', payload };
  const day = `${HOME}/.codex/sessions/2026/01/01`;
  machine.disk.plant(`${day}/rollout-x.jsonl`, JSON.stringify(line));
}

it('a subscription of which nothing is known goes on with fail_open, which is said once', async () => {
  const machine = governed(toml('fail_open'), each(1));
  const one = machine.open({ env });
  await handOver(one);
  await finish(one);
  const told = machine.events().filter(({ event_type }) => event_type.includes('governance'));
  expect(told.map(({ event_type, data }) => `${event_type}: ${data.detail}`)).toEqual([
    'usage_governance_degraded: five_hour is missing, weekly is missing',
  ]);
});

it('one is read again by a loop when its time has come, and ends the pause of fail_closed then', async () => {
  const rule =
    '[[usage_governance.subscription_quota_rules.rules]]\nrule_id = "a"\nwindow = "five_hour"';
  const rules = `refresh_interval_seconds = 600\n\n${rule}\npause_at_percent_used = 50\n`;
  const machine = governed(toml('fail_closed', rules), each(1));
  const one = machine.open({ env });
  await handOver(one);
  const began_ms = one.clock.now();
  const at_s: Record<string, number> = {};
  const ran = loop(one, ({ kind, ...event }, { stop }) => {
    const seconds = Math.round((one.clock.now() - began_ms) / 1000);
    const what = 'did' in event ? `${kind} ${event.did}` : kind;
    at_s[what] ??= seconds;
    if (what === 'idle paused') note(machine, 10);
    if (kind === 'dispatched') stop.abort();
  });
  await ran.ended;
  expect(at_s['idle paused']).toBe(0);
  // It looks around every five seconds.
  expect([600, 605]).toContain(at_s.dispatched);
});

it('one whose window lasts a moment longer than was said lets the loop sleep until then', async () => {
  const rule =
    '[[usage_governance.subscription_quota_rules.rules]]\nrule_id = "a"\nwindow = "five_hour"';
  const machine = governed(toml('fail_open', `\n${rule}\npause_at_percent_used = 5\n`), each(1));
  const one = machine.open({ env });
  const began_ms = one.clock.now();
  note(machine, 10, began_ms / 1000 + 600);
  await handOver(one);
  const ran = loop(one, ({ kind, ...event }, { stop }) => {
    if ('did' in event && event.did === 'paused') note(machine, 10, began_ms / 1000 + 630);
    if (kind === 'dispatched') stop.abort();
  });
  await ran.ended;
  expect(ran.kinds).toContain('dispatched');
  expect(one.clock.now() - began_ms).toBeGreaterThanOrEqual(630_000);
});

it('what is kept back of a subscription is not used, and a person is told before', async () => {
  const rule =
    '[[usage_governance.subscription_quota_rules.rules]]\nrule_id = "a"\nwindow = "five_hour"';
  const rules = `keep_back_percent = 40\n\n${rule}\npause_at_percent_used = 95\n`;
  const machine = governed(toml('fail_open', rules), each(1));
  const one = machine.open({ env });
  await handOver(one);
  note(machine, 49);
  const tick = () => one.runtime.tick({ wait_ms: 0 });
  await tick();
  expect(warned(machine)).toEqual(['a 49/60 percent_used']);
  await tick();
  note(machine, 59);
  one.clock.advance(60_000);
  await tick();
  expect(warned(machine)).toHaveLength(1);
  note(machine, 60);
  one.clock.advance(60_000);
  expect(await tick()).toMatchObject({ did: 'applied' });
  expect(one.runtime.status().pauses).toMatchObject([
    { reason: expect.stringContaining('60 % of the five-hour window is used, 60 % is allowed') },
  ]);
});

function warned(machine: ReturnType<typeof governed>): string[] {
  const told = machine.events().filter(({ event_type }) => event_type === 'usage_near_limit');
  return told.map(
    ({ data }) => `${data.rule_id} ${data.observed}/${data.threshold} ${data.metric}`,
  );
}
