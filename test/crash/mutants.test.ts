import { expect, it, vi } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { sweepOf } from './sweep.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A guard that no crash needs is either superfluous or untested. */
it.each(Object.entries(MUTANTS))('the sweeps notice when %s', async (_name, { mutant, by }) => {
  const sweep = await sweepOf(mutant);
  await by(sweep);
  expect(sweep.violations[0]).toBeDefined();
});
