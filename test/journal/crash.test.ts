import { expect, it } from 'vitest';
import {
  intact,
  rollbackProblem,
  sweepFaults,
  sweepKills,
  sweepPowerLosses,
} from './support/sweep.ts';

it('keeps every acknowledged record through a kill at any step, also of a recovery', () => {
  const report = sweepKills(intact);
  expect(report.violations).toEqual([]);
  expect(report.states).toBeGreaterThan(0);
});

it('keeps every acknowledged record through a power loss at any step', () => {
  const report = sweepPowerLosses(intact, 12);
  expect(report.violations).toEqual([]);
});

it('keeps every acknowledged record when any step fails, once or from then on', () => {
  const report = sweepFaults(intact);
  expect(report.violations).toEqual([]);
});

it('takes back a record that could not be written', () => {
  expect(rollbackProblem(intact)).toBeNull();
});
