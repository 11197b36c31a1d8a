import { describe, expect, it } from 'vitest';
import { type AccountBudget, accountBudget } from '../../../src/runtime/plan/index.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { Account, end, handOver, SHARES, stages, tick } from '../support/account.ts';
import { each, using } from '../support/usage.ts';

const DAY_MS = 86_400_000;

function budgetOf(threshold: number, more: object = {}): AccountBudget {
  const rule = { rule_id: 'mine', window: 'calendar_day', threshold };
  return accountBudget.parse({ estimated_stage_tokens: 100, rules: [{ ...rule, ...more }] });
}

/** Stages that go on running until they are ended. */
const endless: Player = () => null;

it('counts what all workspaces have used together, and goes on when the day is over', async () => {
  const account = new Account(() => budgetOf(950), each(300));
  const [a, b] = [account.open('a'), account.open('b')];
  for (const one of [a, b]) await handOver(one);
  await stages(a, 2);
  await stages(b, 1);
  // 900 are used, and a stage may use 300.
  const reason =
    'rule account:mine: 900 of 950 tokens used today by all your workspaces, ' +
    'and stages that run or come next may use';
  for (const one of [a, b]) {
    await tick(one);
    expect(one.runtime.status()).toMatchObject({
      condition: 'paused',
      pauses: [
        {
          source: 'usage_governance',
          reason: expect.stringContaining(reason),
          until: '2026-01-02T00:00:00.000Z',
        },
      ],
    });
  }
  expect(a.runtime.status().totals.stages + b.runtime.status().totals.stages).toBe(3);
  b.clock.advance(DAY_MS);
  expect(await tick(b)).toMatchObject({ did: 'running' });
});

it('a workspace without rules of its own and one with governance turned off hold to it', async () => {
  const account = new Account(() => budgetOf(100), each(300));
  const a = account.open('a');
  await handOver(a);
  await stages(a, 1);
  await tick(a);
  expect(a.runtime.status().pauses).toMatchObject([{ source: 'usage_governance' }]);
});

it('without such a budget nothing is kept outside of the workspace', async () => {
  const account = new Account(() => null, each(300));
  const a = account.open('a');
  await handOver(a);
  await stages(a, 3);
  expect(account.disk.stat(SHARES)).toBeNull();
});

describe('what runs is reserved', () => {
  it('so that a stage elsewhere starts only when both fit, and ends with its attempt', async () => {
    const account = new Account(() => budgetOf(150), endless);
    const [a, b] = [account.open('a'), account.open('b')];
    for (const one of [a, b]) await handOver(one);
    await tick(a);
    expect(account.shares()).toMatchObject([
      { root: '/ws/a', reserved: [{ attempt: expect.stringMatching(/-1$/), tokens: 100 }] },
    ]);
    await tick(b);
    expect(b.world.spawned.size).toBe(0);
    expect(b.runtime.status().pauses).toMatchObject([
      {
        reason:
          'rule account:mine: 0 of 150 tokens used today by all your workspaces, ' +
          'and stages that run or come next may use 200',
      },
    ]);
    end(a, 40);
    await tick(a);
    expect(a.runtime.status().totals.total_tokens).toBe(40);
    expect(account.shares().find(({ root }) => root === '/ws/a')?.reserved).toEqual([]);
    await tick(b);
    expect(b.world.spawned.size).toBe(1);
    expect(account.shares().map(({ reserved }) => reserved.length)).toEqual(
      expect.arrayContaining([0, 1]),
    );
  });

  it('and counts as used where its process has gone, until its workspace is opened again', async () => {
    const account = new Account(() => budgetOf(150), endless);
    const [a, b] = [account.open('a'), account.open('b')];
    for (const one of [a, b]) await handOver(one);
    await tick(a);
    account.kill(a);
    await tick(b);
    expect(b.runtime.status().pauses).toMatchObject([
      { reason: expect.stringContaining('100 of 150 tokens'), until: '2026-01-02T00:00:00.000Z' },
    ]);
    // It leaves the day as what was used does: nothing is held for ever.
    b.clock.advance(DAY_MS);
    await tick(b);
    expect(b.world.spawned.size).toBe(1);
  });

  it('and is nothing where its workspace is gone', async () => {
    const account = new Account(() => budgetOf(150), endless);
    const [a, b] = [account.open('a'), account.open('b')];
    for (const one of [a, b]) await handOver(one);
    await tick(a);
    account.kill(a);
    account.disk.remove('/ws/a');
    await tick(b);
    expect(b.world.spawned.size).toBe(1);
  });
});

it('somebody else who was first is seen under the lock', async () => {
  const account = new Account(() => budgetOf(150), endless);
  account.alive.add(99);
  const other = {
    schema_version: '1.0',
    kind: 'workspace_usage',
    workspace: 'c'.repeat(32),
    root: '/ws/c',
    minutes: [],
    quarters: [],
    reserved: [
      { attempt: 'request-1-1', at: '2026-01-01T00:00:00.000Z', tokens: 100, cost_usd: 0 },
    ],
    process: { pid: 99, start: 'start-99', machine: 'sim' },
  };
  // It reserves after this one has decided, and before this one has the lock.
  const lock = {
    tryTake: (path: string) => {
      if (path.startsWith(SHARES)) {
        account.disk.plant(`${SHARES}/${other.workspace}.json`, JSON.stringify(other));
      }
      return account.locks.of('a', account.disk).tryTake(path);
    },
  };
  const a = account.open('a', { lock });
  await handOver(a);
  await tick(a);
  expect(a.world.spawned.size).toBe(0);
  expect(a.runtime.status().pauses).toMatchObject([
    { reason: expect.stringContaining('stages that run or come next may use 200') },
  ]);
  account.alive.delete(99);
  await tick(a);
  expect(a.world.spawned.size).toBe(1);
});

it('a lock that nobody lets go of is said, and starts nothing', async () => {
  const account = new Account(() => budgetOf(1000), endless);
  const own = account.locks.of('a', account.disk);
  const lock = {
    tryTake: (path: string) => (path.startsWith(SHARES) ? null : own.tryTake(path)),
  };
  const a = account.open('a', { lock });
  await handOver(a);
  await expect(tick(a)).rejects.toMatchObject({
    code: 'workspace_owned',
    message: expect.stringContaining('holds the lock of your budget'),
  });
  expect(a.world.spawned.size).toBe(0);
});

it('foreign files and garbage beside the shares are passed over', async () => {
  const account = new Account(() => budgetOf(1000), each(300));
  account.disk.plant(`${SHARES}/${'a'.repeat(32)}.json`, '{"tokens": 1e9');
  account.disk.plant(`${SHARES}/${'b'.repeat(32)}.json`, '[]');
  account.disk.plant(`${SHARES}/notes.txt`, 'mine');
  const a = account.open('a');
  await handOver(a);
  await stages(a, 2);
  expect(account.disk.read(`${SHARES}/notes.txt`)).not.toBeNull();
});

it('a rule in money counts what stages cost everywhere', async () => {
  const account = new Account(
    () => budgetOf(2, { metric: 'cost_usd' }),
    (request, world) => {
      const played = using(1000, shippedPlayer(request, world));
      if (played === null) return null;
      const usage = { ...JSON.parse(played.out?.['usage.json'] ?? '{}'), cost_usd: 0.9 };
      return { ...played, out: { ...played.out, 'usage.json': JSON.stringify(usage) } };
    },
  );
  const [a, b] = [account.open('a'), account.open('b')];
  for (const one of [a, b]) await handOver(one);
  await stages(a, 1);
  await stages(b, 1);
  await tick(b);
  expect(b.runtime.status().pauses).toMatchObject([
    { reason: expect.stringContaining('1.8 of 2 USD used today by all your workspaces') },
  ]);
});

it('a workspace that has used nothing for so long is forgotten, with nothing that counts', async () => {
  const account = new Account(() => budgetOf(1000), each(300));
  const [a, b] = [account.open('a'), account.open('b')];
  await handOver(a);
  await stages(a, 1);
  account.kill(a);
  const roots = () => account.shares().map(({ root }) => root);
  expect(roots()).toEqual(['/ws/a']);
  await handOver(b);
  b.clock.advance(7 * DAY_MS);
  await tick(b);
  expect(roots().sort()).toEqual(['/ws/a', '/ws/b']);
  b.clock.advance(2 * DAY_MS);
  await stages(b, 1);
  await tick(b);
  expect(roots()).toEqual(['/ws/b']);
});
