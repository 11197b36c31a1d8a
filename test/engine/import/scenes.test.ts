import { describe, expect, it } from 'vitest';
import type { ImportView } from '../../../src/runtime/api/index.ts';
import type { Files } from '../../support/earlier/files.ts';
import { BASE, contents, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';
import { rowOf, tablePage } from '../../support/earlier/table.ts';

const scenes: [string, Files][] = Object.entries(SCENES);

describe.each(scenes)('an earlier workspace: %s', (_, files) => {
  it('is only looked at by a preview, which says what an apply then does', () => {
    const disk = earlierDisk(files);
    const was = contents(disk, '/work');
    const { steps } = disk;
    const seen = imports(disk).preview();
    expect(disk.steps).toBe(steps);
    expect(contents(disk, '/work')).toEqual(was);
    expect(imports(disk).apply()).toEqual({ ...seen, applied: true });
  });

  it('lies whole in the one that came of it, and is back byte for byte when that is undone', async () => {
    const disk = earlierDisk(files);
    const was = contents(disk);
    const { apply, rollback } = imports(disk);
    apply();
    const inside = contents(disk, `${BASE}/before-import`);
    expect(moved(inside, `${BASE}/before-import`)).toEqual(moved(was, BASE));
    await opened(disk).runtime.control({ name: 'pause', reason: 'to think' });
    const { undone_to } = rollback();
    expect(contents(disk)).toEqual(was);
    expect(disk.stat(undone_to ?? '')?.kind).toBe('dir');
    expect(disk.stat('/work/.millrace-import')).toBeNull();
  });

  it('has nothing that doctor calls an error', async () => {
    const disk = earlierDisk(files);
    imports(disk).apply();
    const { runtime } = opened(disk);
    await runtime.control({ name: 'desire', running: false });
    const { findings } = await runtime.doctor();
    const wrong = findings.filter(({ severity }) => severity === 'error');
    expect(wrong).toEqual([]);
    expect(findings.filter(({ code }) => code === 'foreign_file')).toEqual([]);
  });
});

it('becomes what the guide says of each kind', async () => {
  const rows: string[] = [];
  for (const [name, files] of scenes) {
    const disk = earlierDisk(files);
    const view = imports(disk).apply();
    const { before, after } = await rowOf(disk, files, view);
    rows.push(`| ${[name, before, after, said(view)].join(' | ')} |`);
  }
  const head = ['workspace', 'before', 'after', 'said'];
  const intro =
    'One generated workspace of each kind, taken over by `millrace import --apply`. Made by the tests.';
  const page = tablePage('Imported workspaces, before and after', intro, head, rows);
  await expect(page).toMatchFileSnapshot('../../../docs/guide/import-table.md');
});

function moved(all: Record<string, string | null>, from: string): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(all).map(([path, text]) => [path.slice(from.length), text]),
  );
}

function said({ findings }: ImportView): string {
  return findings.map(({ path, what }) => `\`${path}\` ${what}`).join('<br>');
}
