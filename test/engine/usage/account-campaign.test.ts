import { expect, it } from 'vitest';
import { accountBudget } from '../../../src/runtime/plan/index.ts';
import { seededRandom } from '../../../src/sim/random.ts';
import { Account, end, handOver, type Process, tick } from '../support/account.ts';

const THRESHOLD = 300;
const ESTIMATE = 100;
const STEPS = 70;
const NAMES = ['a', 'b'] as const;

const budget = accountBudget.parse({
  estimated_stage_tokens: ESTIMATE,
  rules: [{ rule_id: 'mine', window: 'calendar_day', threshold: THRESHOLD }],
});

interface Passed {
  readonly used: number;
  readonly started: number;
  readonly paused: number;
}

/**
 * Two workspaces of one user in any order: ticks, stages that end after any use, processes that are
 * killed and followed by others. What is used is looked at after each step.
 */
async function campaign(seed: number, most: number): Promise<Passed> {
  const random = seededRandom(seed);
  const account = new Account(
    () => budget,
    () => null,
  );
  const open: Record<string, Process> = {};
  for (const name of NAMES) {
    const one = account.open(name);
    open[name] = one;
    await handOver(one);
  }
  const all = () => Object.values(open);
  const used = () =>
    all().reduce((sum, { runtime }) => sum + (runtime.status().totals.total_tokens ?? 0), 0);
  for (let step = 0; step < STEPS; step += 1) {
    const name = NAMES[random() < 0.5 ? 0 : 1];
    const one = open[name];
    if (one === undefined) throw new Error('no such workspace');
    const chance = random();
    if (chance < 0.5) await tick(one);
    else if (chance < 0.8 && isRunning(one)) end(one, Math.ceil(random() * most));
    else if (chance >= 0.8) {
      account.kill(one);
      open[name] = account.open(name);
    }
    expect(used(), `seed ${seed}, step ${step}`).toBeLessThanOrEqual(
      THRESHOLD + 2 * Math.max(0, most - ESTIMATE),
    );
  }
  const started = all().reduce((sum, { world }) => sum + world.spawned.size, 0);
  return { used: used(), started, paused: all().filter(isPaused).length };
}

function isRunning({ world }: Process): boolean {
  return [...world.spawned.keys()].some((attempt) => !world.completions.has(attempt));
}

function isPaused({ runtime }: Process): boolean {
  return runtime.status().pauses.some(({ source }) => source === 'usage_governance');
}

it('stages that use no more than was reserved never pass the budget, whoever is killed', async () => {
  let most = 0;
  let paused = 0;
  for (let seed = 1; seed <= 3; seed += 1) {
    const passed = await campaign(seed, ESTIMATE);
    most = Math.max(most, passed.used);
    paused += passed.paused;
  }
  // It was used up, and it held.
  expect(most).toBeGreaterThan(THRESHOLD / 2);
  expect(paused).toBeGreaterThan(0);
});

it('stages that use more pass it by no more than what runs when it is reached', async () => {
  let most = 0;
  for (let seed = 101; seed <= 103; seed += 1) {
    most = Math.max(most, (await campaign(seed, 2 * ESTIMATE)).used);
  }
  expect(most).toBeGreaterThan(THRESHOLD / 2);
});
