import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DISPOSITIONS,
  dispositionOf,
  type ThreeWay,
  type UpgradePreview,
  upgradePreview,
} from '../../src/runtime/workspace/index.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import {
  hash,
  init,
  packageFiles,
  plantPackage,
  ROOT,
  refusal,
  worldDisk,
} from './support/world.ts';

function preview(disk: SimDisk, localize_removed: readonly string[] = []): UpgradePreview {
  const common = { disk, hash, root: ROOT, assets: '/package', version: '2.0.0' };
  return upgradePreview({ ...common, localize_removed });
}

function changed({ entries }: UpgradePreview): Record<string, string> {
  const moved = entries.filter(({ disposition }) => disposition !== 'unchanged');
  return Object.fromEntries(moved.map(({ path, disposition }) => [path, disposition]));
}

/** The table of release 0.18.0, row by row: the first that fits decides. */
const TABLE: readonly (readonly [fits: (way: ThreeWay) => boolean, disposition: string])[] = [
  [(w) => w.current === 'not_a_file', 'conflict'],
  [(w) => w.original === null && w.current === null, 'missing'],
  [(w) => w.original === null && w.current === w.shipped, 'already_converged'],
  [(w) => w.original === null, 'conflict'],
  [(w) => w.shipped === null && !w.localized, 'conflict'],
  [(w) => w.shipped === null, 'localized_removed'],
  [(w) => w.current === null, 'missing'],
  [(w) => w.shipped === w.original && w.current === w.original, 'unchanged'],
  [(w) => w.shipped !== w.original && w.current === w.original, 'safe_package_update'],
  [(w) => w.shipped === w.original, 'local_only_modification'],
  [(w) => w.current === w.shipped, 'already_converged'],
  [() => true, 'conflict'],
];

describe('the three-way comparison', () => {
  it('follows the table', () => {
    const digest = fc.constantFrom('a', 'b', 'c');
    const way = fc
      .record({
        original: fc.option(digest),
        shipped: fc.option(digest),
        current: fc.option(fc.constantFrom('a', 'b', 'c', 'not_a_file')),
        localized: fc.boolean(),
      })
      .filter(({ original, shipped }) => original !== null || shipped !== null);
    const met = new Set<string>();
    fc.assert(
      fc.property(way, (one) => {
        const expected = TABLE.find(([fits]) => fits(one))?.[1];
        expect(dispositionOf(one)).toBe(expected);
        met.add(dispositionOf(one));
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect([...met].sort()).toEqual([...DISPOSITIONS].sort());
  });
});

describe('a preview', () => {
  it('of the same release finds nothing to do, and writes nothing', () => {
    const disk = worldDisk();
    init(disk);
    const steps = disk.steps;
    const { candidate_manifest_id, baseline_manifest_id, ...view } = preview(disk);
    expect(candidate_manifest_id).not.toBe(baseline_manifest_id);
    expect(view).toMatchObject({ baseline_version: '1.2.3', candidate_version: '2.0.0' });
    expect(view.counts).toMatchObject({ unchanged: 7, conflict: 0, missing: 0 });
    expect(disk.steps).toBe(steps);
  });

  it('tells every case apart', () => {
    const disk = worldDisk();
    plantPackage(disk, {
      ...packageFiles,
      'entrypoints/gone.md': '1',
      'entrypoints/edited.md': '1',
      'entrypoints/deleted.md': '1',
      'entrypoints/both.md': '1',
      'entrypoints/same.md': '1',
      'entrypoints/update.md': '1',
      'entrypoints/folder.md': '1',
    });
    init(disk);
    const at = (name: string) => `${ROOT}/millrace-agents/entrypoints/${name}`;
    const next = {
      'entrypoints/both.md': '2',
      'entrypoints/same.md': '2',
      'entrypoints/update.md': '2',
      'entrypoints/new.md': '2',
      'entrypoints/taken.md': '2',
      'entrypoints/equal.md': '2',
    };
    plantPackage(disk, next);
    disk.unlink('/package/entrypoints/gone.md');
    for (const name of ['edited.md', 'both.md', 'taken.md']) disk.plant(at(name), 'mine');
    for (const name of ['same.md', 'equal.md']) disk.plant(at(name), '2');
    disk.unlink(at('deleted.md'));
    disk.unlink(at('folder.md'));
    disk.mkdir(at('folder.md'));
    const before = disk.dump(ROOT);
    expect(changed(preview(disk))).toMatchInlineSnapshot(`
      {
        "entrypoints/both.md": "conflict",
        "entrypoints/deleted.md": "missing",
        "entrypoints/edited.md": "local_only_modification",
        "entrypoints/equal.md": "already_converged",
        "entrypoints/folder.md": "conflict",
        "entrypoints/gone.md": "conflict",
        "entrypoints/new.md": "missing",
        "entrypoints/same.md": "already_converged",
        "entrypoints/taken.md": "conflict",
        "entrypoints/update.md": "safe_package_update",
      }
    `);
    const kept = preview(disk, ['entrypoints/gone.md']);
    expect(changed(kept)['entrypoints/gone.md']).toBe('localized_removed');
    const total = Object.values(kept.counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(kept.entries.length);
    expect(disk.dump(ROOT)).toEqual(before);
  });

  it('has the same ids for the same content, whatever the order of the files', () => {
    const one = worldDisk();
    init(one);
    const other = worldDisk();
    init(other);
    expect(preview(one)).toEqual(preview(other));
    plantPackage(other, { 'skills/knife/SKILL.md': 'Cut well.\n' });
    expect(preview(one).candidate_manifest_id).not.toBe(preview(other).candidate_manifest_id);
  });

  it('refuses what it cannot compare', () => {
    const disk = worldDisk();
    expect(refusal(() => preview(disk))).toMatchInlineSnapshot(
      `"workspace_not_initialized: The workspace /home/me/work is not initialized: millrace-agents missing. Expected: a workspace that init has set up completely. Next: call init; it adds what is missing and changes nothing else."`,
    );
    init(disk);
    expect(refusal(() => preview(disk, ['../../etc/passwd']))).toMatchInlineSnapshot(
      `"input_invalid: A path to keep is not a managed asset that this release has removed. Expected: a path as upgrade_preview shows it with the disposition conflict. Next: call upgrade_preview without it and take the path from its entries."`,
    );
    disk.plant(`${ROOT}/millrace-agents/state/baseline_manifest.json`, '{"entries": [');
    expect(refusal(() => preview(disk))).toMatchInlineSnapshot(
      `"config_invalid: millrace-agents/state/baseline_manifest.json is not a manifest of managed assets. Expected: the file as init wrote it. Next: delete millrace-agents/state/baseline_manifest.json and call init, which writes it again and changes nothing else."`,
    );
  });
});
