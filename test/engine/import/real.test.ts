import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { World } from '../../../src/sim/sim-attempts.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { BASE, contents, earlierDisk, imports } from '../../support/earlier/machine.ts';
import { rowOf, tablePage } from '../../support/earlier/table.ts';

/** A folder of whole workspaces that an earlier program made; they are no part of this project. */
const FOLDER = process.env.EARLIER_WORKSPACES ?? '';
/** After all of them. */
const LATER_MS = Date.UTC(2027, 0, 1);
const INTRO = [
  'Workspaces that release 0.18.0 itself made, taken over by `millrace import --apply`: counts and states alone.',
  'Written by `EARLIER_WORKSPACES=FOLDER npx vitest run test/engine/import/real.test.ts -u`, where FOLDER holds',
  'them. The same kinds in texts of our own, with all that an import says of them: [table](import-table.md).',
].join('\n');

function filesBelow(folder: string, path = ''): Record<string, Uint8Array> {
  const found: Record<string, Uint8Array> = {};
  for (const name of readdirSync(join(folder, path)).sort()) {
    const below = path === '' ? name : `${path}/${name}`;
    if (statSync(join(folder, below)).isDirectory())
      Object.assign(found, filesBelow(folder, below));
    else found[below] = readFileSync(join(folder, below));
  }
  return found;
}

function planted(workspace: string) {
  const files = filesBelow(join(workspace, 'millrace-agents'));
  const disk = earlierDisk({});
  for (const [path, bytes] of Object.entries(files)) disk.plant(`${BASE}/${path}`, bytes);
  const ideas = join(workspace, 'ideas');
  if (existsSync(ideas))
    for (const [path, bytes] of Object.entries(filesBelow(ideas)))
      disk.plant(`${ROOT}/ideas/${path}`, bytes);
  return { disk, files };
}

describe.skipIf(FOLDER === '')('workspaces that an earlier program itself made', () => {
  it('become what the guide says, and come back to the byte', async () => {
    const rows: string[] = [];
    for (const name of readdirSync(FOLDER).sort()) {
      const { disk, files } = planted(join(FOLDER, name));
      const was = contents(disk);
      const machine = imports(disk, new World(), {}, LATER_MS);
      machine.apply();
      machine.rollback();
      expect(contents(disk)).toEqual(was);
      const view = machine.apply();
      const { before, after } = await rowOf(disk, files, view, LATER_MS);
      const named = `${view.findings.length} named`;
      const found = Object.entries(view.found).map(
        ([kind, all]) => `${view.taken[kind] ?? 0} of ${all} ${kind}`,
      );
      const short = name.replace(/^[\d-]+/, '').replaceAll('-', ' ');
      rows.push(`| ${[short, before, [...found, named].join('<br>'), after].join(' | ')} |`);
    }
    const head = ['workspace', 'before', 'taken', 'after'];
    const page = tablePage('Workspaces of release 0.18.0, before and after', INTRO, head, rows);
    await expect(page).toMatchFileSnapshot('../../../docs/guide/import-real.md');
  });
});
