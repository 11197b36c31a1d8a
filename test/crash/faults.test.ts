import { expect, it } from 'vitest';
import { calls, sweepFaults, sweepOf, sweepPowerLosses } from './support/sweep.ts';

it('keeps what it acknowledged through a power loss, and renders what was lost', async () => {
  const sweep = await sweepOf();
  await sweepPowerLosses(sweep, calls(sweep, 0, 4), 13, 3);
  expect(sweep.violations).toEqual([]);
  expect(sweep.cases).toBeGreaterThan(50);
});

it.each(['ENOSPC', 'EIO'])('answers %s with a coded error and goes on afterwards', async (code) => {
  const sweep = await sweepOf();
  await sweepFaults(sweep, calls(sweep, code === 'EIO' ? 0 : 1, 3), 11, code);
  expect(sweep.violations).toEqual([]);
  expect(sweep.cases).toBeGreaterThan(50);
});
