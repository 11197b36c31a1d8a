import { join } from 'node:path';
import { expect, it } from 'vitest';
import { promotionRow } from '../../src/prove/rows/promotion.ts';
import { openLab } from '../../src/prove/sim/lab.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };

it('takes a text for a skill once, whenever the process dies that takes it', async () => {
  const row = promotionRow(await openLab(source, 1));
  const wrong: string[] = [];
  for (let number = 0; number < row.quick; number += 1) {
    const problem = await row.check(number);
    if (problem !== null) wrong.push(problem);
  }
  expect(wrong).toEqual([]);
});
