import { expect, it } from 'vitest';
import { accountBudget } from '../../src/runtime/plan/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { Account, end, handOver, tick } from '../engine/support/account.ts';

const budget = accountBudget.parse({
  estimated_stage_tokens: 100,
  rules: [{ rule_id: 'mine', window: 'calendar_day', threshold: 150 }],
});

function accountOn(disk?: SimDisk, processes = 0): Account {
  return new Account(
    () => budget,
    () => null,
    disk,
    processes,
  );
}

/** A spec waits in one workspace; the other one has nothing to do yet. */
async function ready(): Promise<SimDisk> {
  const account = accountOn();
  const [a, b] = [account.open('a'), account.open('b')];
  for (const one of [a, b]) {
    await handOver(one);
    one.runtime.close();
  }
  return account.disk;
}

it('a kill at any step of a start holds nothing for ever, and lets nobody pass the budget', async () => {
  const image = (await ready()).killImage();
  const whole = accountOn(new SimDisk(image));
  await tick(whole.open('a'));
  const { steps } = whole.disk;
  expect(steps).toBeGreaterThan(20);
  for (let step = 1; step <= steps; step += 1) {
    const before = accountOn(new SimDisk(image, { crash_at: step }));
    const killed = before.open('a');
    await tick(killed).catch(() => undefined);
    const account = accountOn(new SimDisk(before.disk.killImage()), 10);
    account.worlds.set('a', killed.world);
    const isRunning = killed.world.spawned.size > 0;
    // Whoever runs elsewhere meanwhile: one stage fits into the budget, and not two.
    const b = account.open('b');
    await tick(b);
    expect(b.world.spawned.size, `killed before step ${step}`).toBeLessThanOrEqual(
      isRunning ? 0 : 1,
    );
    const a = account.open('a');
    await tick(a);
    const running = a.world.spawned.size + b.world.spawned.size;
    expect(running, `killed before step ${step}`).toBe(1);
    // When it has ended and said what it used, the next one starts.
    const [one, other] = a.world.spawned.size > 0 ? [a, b] : [b, a];
    end(one, 40);
    await tick(one);
    await tick(other);
    expect(other.world.spawned.size, `killed before step ${step}`).toBe(1);
  }
});
