import { join } from 'node:path';
import { expect, it } from 'vitest';
import { budgetRow } from '../../src/prove/rows/budget.ts';
import { openLab } from '../../src/prove/sim/lab.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };

it('holds whoever is killed', async () => {
  const row = budgetRow(await openLab(source, 1));
  for (let n = 0; n < 4; n += 1) expect(await row.check(n)).toBeNull();
});
