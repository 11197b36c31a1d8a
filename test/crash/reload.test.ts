import { expect, it } from 'vitest';
import { type Edit, edited, reloadKilledAt, stepsOf } from '../../src/prove/sim/reload.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const empty = freshDisk('default_offline').killImage();
/** All that the others do, and what is refused; `prove` goes through all of them. */
const names: readonly Edit[] = ['a key of each', 'a mistake'];

it.each(names)(
  'a kill at any step of a reload keeps the run and says it once: %s',
  async (edit) => {
    const one = await edited(empty, edit);
    const steps = await stepsOf(one);
    expect(steps).toBeGreaterThan(10);
    const problems: string[] = [];
    for (let step = 1; step <= steps; step += 1) {
      const problem = await reloadKilledAt(one, step);
      if (problem !== null) problems.push(`killed in step ${step}: ${problem}`);
    }
    expect(problems).toEqual([]);
  },
);
