import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removals } from '../../src/prove/removals.ts';
import { openLab } from '../../src/prove/sim/lab.ts';
import { REMOVALS } from '../../src/prove/sim/mutants.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };

it('notices each guard that is taken away', async () => {
  const lab = await openLab(source, 1);
  const noticed: string[] = [];
  for await (const { guard, by } of removals(lab, () => Promise.resolve())) {
    expect(by, guard).not.toBeNull();
    noticed.push(`${guard.split(':')[0]} -> ${by}`);
  }
  expect(noticed).toHaveLength(REMOVALS.length);
  expect(noticed.join('\n')).toMatchInlineSnapshot(`
    "no sync -> power
    no rollback -> append
    no poison -> lost-pages
    no fencing -> fence
    no dedupe of results -> kill
    no claim lock -> keeper
    no seal of completions -> forged
    no sync of blobs -> power
    no notice of a rendered file that could not be written -> io-error
    no refusal of links -> foreign
    no fault of the machine -> descriptors
    no void claim -> kill
    no record before the spawn -> kill
    no adoption -> kill
    no second write of a record where links are impossible -> deletion
    no look at how far the journal was ever synced -> restored-backup
    no look at where the workspace was last seen -> copies"
  `);
});
