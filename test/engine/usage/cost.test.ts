import { expect, it } from 'vitest';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { CONFIG_HOME } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { handOver, layout, Machine, type Opened } from '../support/process.ts';

/** An agent of the user's own, which tells its tokens and, if it names one, its model. */
function machineOf(rules: string, models: Readonly<Record<string, string>> = {}): Machine {
  const head = '[runtime]\ndefault_mode = "default_command"\n[runners]\ndefault_runner = "mine"\n';
  const toml = `${head}[runners.mine]\ncommand = "my-agent"\n\n${rules}`;
  const player: Player = (request, world) => {
    const played = shippedPlayer(request, world);
    if (played === null) return null;
    const model = models[request.node.node_id] ?? 'claude-opus-4-8';
    const usage = {
      input_tokens: 1_000_000,
      cached_input_tokens: 800_000,
      output_tokens: 20_000,
      thinking_tokens: 5_000,
      total_tokens: 1_020_000,
      ...(model === '' ? {} : { model }),
    };
    return { ...played, out: { ...played.out, 'usage.json': JSON.stringify(usage) } };
  };
  return new Machine(freshDisk('default_command', { 'millrace.toml': toml }), player);
}

/** 0.2 x 5 + 0.8 x 0.5 + 0.02 x 25 */
const EACH_USD = 1.9;

const DAILY = `[usage_governance]
enabled = true
[[usage_governance.runtime_token_rules.rules]]
rule_id = "money"
window = "calendar_day"
metric = "cost_usd"
threshold = 3
`;

it('prices each stage by its model, and pauses at a threshold in money', async () => {
  const one = machineOf(DAILY).open();
  await handOver(one);
  expect(await applied(one)).toMatchObject({ total_tokens: 1_020_000, cost_usd: EACH_USD });
  await applied(one);
  await one.runtime.tick({ wait_ms: 0 });
  const status = one.runtime.status();
  expect(status).toMatchObject({
    condition: 'paused',
    totals: { stages: 2, cost_usd: 2 * EACH_USD, unpriced: 0 },
    specs: [{ cost_usd: 2 * EACH_USD, unpriced: 0 }],
    pauses: [{ reason: 'rule money: 3.8 of 3 USD used today', until: '2026-01-02T00:00:00.000Z' }],
  });
});

it('what nobody prices is unknown, counted by its estimate, and said', async () => {
  const one = machineOf(DAILY, { planner: 'my-own-model', manager: '' }).open();
  await handOver(one);
  expect(await applied(one)).toMatchObject({ total_tokens: 1_020_000, cost_usd: null });
  await applied(one);
  await applied(one);
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({
    totals: { stages: 3, cost_usd: EACH_USD, unpriced: 2 },
    specs: [{ cost_usd: EACH_USD, unpriced: 2 }],
    pauses: [
      {
        reason:
          'rule money: 3.9 of 3 USD used today; 2 stages have no known cost, counted as 1 each',
      },
    ],
  });
});

it('says of each run what it used, and of how many of its stages nobody knows what they cost', async () => {
  const one = machineOf('', { planner: 'my-own-model' }).open();
  await handOver(one);
  await applied(one);
  await applied(one);
  const list = { of: 'runs', state: null, root: null, after: null, limit: 9 } as const;
  const planned = { total_tokens: 2_040_000, cost_usd: EACH_USD, unpriced: 1, failure_class: null };
  const { rows } = one.runtime.list({ ...list, with_use: true });
  expect(rows.map(({ use }) => use)).toEqual([planned]);
  expect(one.runtime.list(list).rows.map(({ use }) => use)).toEqual([undefined]);
  const key = rows[0]?.about.item ?? '';
  expect(one.runtime.list({ ...list, item: key }).rows.map((row) => row.key)).toEqual([
    rows[0]?.key,
  ]);
});

it('counts by prices of its user from the next stage on, without a new plan', async () => {
  const machine = machineOf('');
  const one = machine.open();
  await handOver(one);
  expect((await applied(one))?.cost_usd).toBe(EACH_USD);
  const own = '[prices."claude-opus-4-8"]\ninput_usd = 1\noutput_usd = 0\n';
  machine.disk.plant(`${CONFIG_HOME}/millrace/prices.toml`, own);
  expect((await applied(one))?.cost_usd).toBe(1);
  expect(one.runtime.status()).toMatchObject({ currentness: 'current', totals: { cost_usd: 2.9 } });
});

it('an edit of prices counts with the config it is in, not when that is refused', async () => {
  const machine = machineOf('');
  const one = machine.open();
  await handOver(one);
  await applied(one);
  const cheap = '[prices."claude-opus-4-8"]\ninput_usd = 1\noutput_usd = 0\n';
  machine.disk.plant(layout.config, `${configOf(machine)}\n${cheap}\n[runtim]\nx = 1\n`);
  expect((await applied(one))?.cost_usd).toBe(EACH_USD);
  machine.disk.plant(layout.config, configOf(machine).replace('[runtim]\nx = 1\n', ''));
  expect((await applied(one))?.cost_usd).toBe(1);
});

it('with prices that cannot be read a stage that ran is taken, and none is started', async () => {
  const machine = machineOf(DAILY);
  const one = machine.open();
  await handOver(one);
  await applied(one);
  machine.disk.plant(`${CONFIG_HOME}/millrace/prices.toml`, '[prices."m"]\ninput_us = 1\n');
  await expect(one.runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('"prices.m.input_us" is not known. Did you mean "input_usd"?'),
  });
  expect(machine.world.requests).toHaveLength(1);
  machine.disk.plant(layout.config, configOf(machine).replace(DAILY, ''));
  expect(await applied(one)).toMatchObject({ cost_usd: EACH_USD });
});

/** The next result. */
async function applied({ runtime }: Opened) {
  const first = await runtime.tick({ wait_ms: 0 });
  return first.applied ?? (await runtime.tick({ wait_ms: 0 })).applied;
}

function configOf({ disk }: Machine): string {
  return new TextDecoder().decode(disk.read(layout.config) ?? new Uint8Array());
}
