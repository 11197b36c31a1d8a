import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ideaRow } from '../../src/prove/rows/idea.ts';
import { importRow } from '../../src/prove/rows/import.ts';
import { openLab } from '../../src/prove/sim/lab.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };
const CASES = 15;

it('takes ideas once, and an import wholly or not at all, whenever the process dies', async () => {
  const lab = await openLab(source, 3);
  const wrong: (string | null)[] = [];
  for (const row of [ideaRow(lab), importRow(lab)])
    for (let number = 0; number < CASES; number += 1) wrong.push(await row.check(number));
  expect(wrong.filter((one) => one !== null)).toEqual([]);
});
