import { expect, it } from 'vitest';
import { MUTANTS } from './support/mutants.ts';
import { rollbackProblem, sweepFaults, sweepKills, sweepPowerLosses } from './support/sweep.ts';

/** A guard that no scenario needs is either superfluous or untested. */
it.each(Object.entries(MUTANTS))('the sweeps notice when %s', (_name, wrap) => {
  const found =
    rollbackProblem(wrap) ??
    sweepPowerLosses(wrap, 6).violations[0] ??
    sweepFaults(wrap).violations[0] ??
    sweepKills(wrap).violations[0];
  expect(found).toBeDefined();
});
