import { describe, expect, it } from 'vitest';
import { accountBudget } from '../../../src/runtime/plan/index.ts';
import { CONFIG_HOME } from '../../../src/sim/sim-workspace.ts';
import { Account, handOver as handOverTo, stages } from '../support/account.ts';
import { handOver, layout } from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const HOME = '/home/ann';
const env = { PATH: '/bin', HOME };
const RULES = `[usage_governance]
enabled = true

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 100

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-spec"
window = "per_lineage"
threshold = 1000

[usage_governance.subscription_quota_rules]
enabled = true

[[usage_governance.subscription_quota_rules.rules]]
rule_id = "keep"
window = "five_hour"
pause_at_percent_used = 90
`;

async function ticked(ticks: number, rules = RULES) {
  const machine = governed(rules, each(60));
  const one = machine.open({ env });
  await handOver(one);
  const limits = { primary: { used_percent: 42, resets_at: one.clock.now() / 1000 + 3600 } };
  const payload = { type: 'token_count', rate_limits: limits };
  const timestamp = new Date(one.clock.now()).toISOString();
  machine.disk.plant(
    `${HOME}/.codex/sessions/2026/01/01/rollout-x.jsonl`,
    JSON.stringify({ timestamp, type: 'event_msg', payload }),
  );
  for (let tick = 0; tick < ticks; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  return { machine, one };
}

const codes = async (one: Awaited<ReturnType<typeof ticked>>['one']) =>
  (await one.runtime.doctor()).findings
    .filter(({ code }) => /usage|quota|price/.test(code))
    .map(({ code, what, next }) => `${code}: ${what}; ${next}`);

it('a status tells each rule with what is used, those that hold first, and the newest reading', async () => {
  const { one } = await ticked(4);
  one.clock.advance(12 * 60_000);
  expect(one.runtime.status().governance).toEqual({
    rules: [
      {
        rule_id: 'a-day',
        window: 'calendar_day',
        subject: null,
        used: 120,
        threshold: 100,
        unit: 'tokens',
        holds: true,
        until: '2026-01-02T00:00:00.000Z',
      },
      {
        rule_id: 'keep',
        window: 'five_hour',
        subject: null,
        used: 42,
        threshold: 90,
        unit: '%',
        holds: false,
        until: null,
      },
    ],
    rules_total: 2,
    readings: [
      {
        provider: 'codex_chatgpt_oauth',
        window: 'five_hour',
        percent_used: 42,
        read_at: '2026-01-01T00:00:00.000Z',
        age_minutes: 12,
        resets_at: '2026-01-01T01:00:00.000Z',
      },
    ],
    degraded: '',
    problem: null,
  });
  expect(await codes(one)).toEqual([
    'usage_rule_reached: rule a-day: 120 of 100 tokens; nothing to do: it goes on at 2026-01-02T00:00:00.000Z',
  ]);
});

it('without rules there is nothing to tell', async () => {
  const { one } = await ticked(2, '');
  expect(one.runtime.status().governance).toBeNull();
  expect(await codes(one)).toEqual([]);
});

describe('a doctor', () => {
  it('tells of a reading that is too old', async () => {
    const { one } = await ticked(1);
    one.clock.advance(59 * 60_000);
    expect(await codes(one)).toEqual([]);
    const { one: other } = await ticked(
      1,
      RULES.replace('keep', 'old').replace('five_hour', 'weekly'),
    );
    expect(await codes(other)).toEqual([
      'quota_reading_old: weekly is missing; run the harness of the subscription once, or look at degraded_policy',
    ]);
  });

  it('names a rule that is there twice', async () => {
    const { machine, one } = await ticked(1);
    const twice = RULES.replace('"a-spec"', '"a-day"');
    const head = '[runtime]\ndefault_mode = "default_offline"\n\n';
    machine.disk.plant(layout.config, head + twice);
    const found = (await one.runtime.doctor()).findings.map(({ code, what }) => `${code}: ${what}`);
    expect(found).toContainEqual(expect.stringContaining('The rule "a-day" is declared twice'));
  });

  it('names a model of the plan that nobody has a price for', async () => {
    const models =
      '[stages.builder]\nmodel = "claude-opus-4-8"\n[stages.checker]\nmodel = "mine"\n';
    const { machine, one } = await ticked(1, models);
    expect(await codes(one)).toEqual([
      'price_unknown: the model mine has no price, so what it costs is unknown; ' +
        'add [prices."mine"] to millrace-agents/millrace.toml',
    ]);
    const own = '[prices."mine"]\ninput_usd = 1\noutput_usd = 2\n';
    machine.disk.plant(`${CONFIG_HOME}/millrace/prices.toml`, own);
    expect(await codes(one)).toEqual([]);
  });
});

it('a budget of all workspaces stands among the rules, with what others use', async () => {
  const rules = [{ rule_id: 'mine', window: 'calendar_day', threshold: 1000 }];
  const account = new Account(
    () => accountBudget.parse({ estimated_stage_tokens: 100, rules }),
    each(300),
  );
  const [a, b] = [account.open('a'), account.open('b')];
  for (const one of [a, b]) await handOverTo(one);
  await stages(a, 1);
  expect(b.runtime.status().governance?.rules).toMatchObject([
    { rule_id: 'account:mine', used: 300, threshold: 1000, unit: 'tokens' },
  ]);
});
