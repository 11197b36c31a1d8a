import { expect, it } from 'vitest';
import { calls, sweepKills, sweepOf } from './support/sweep.ts';

it('ends the same after a kill at any disk step of every other call', async () => {
  const sweep = await sweepOf();
  await sweepKills(sweep, calls(sweep, 0, 2));
  expect(sweep.violations).toEqual([]);
  expect(sweep.cases).toBeGreaterThan(1000);
});
