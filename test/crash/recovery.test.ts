import { expect, it } from 'vitest';
import { calls, sweepOf, sweepRecoveries, sweepWarmKills } from './support/sweep.ts';

it('ends the same after a kill of a process that has worked before', async () => {
  const sweep = await sweepOf();
  await sweepWarmKills(sweep, calls(sweep, 1, 2), 11);
  expect(sweep.violations).toEqual([]);
  expect(sweep.cases).toBeGreaterThan(60);
});

it('ends the same after a kill of the process that recovers from a kill', async () => {
  const sweep = await sweepOf();
  await sweepRecoveries(sweep, calls(sweep, 0, 4), 17);
  expect(sweep.violations).toEqual([]);
  expect(sweep.cases).toBeGreaterThan(70);
});
