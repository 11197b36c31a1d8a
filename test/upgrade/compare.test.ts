import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSET_STATES,
  DISPOSITION_OF,
  DISPOSITIONS,
  stateOf,
  type ThreeWay,
} from '../../src/runtime/upgrade/index.ts';
import { init, plantPackage, ROOT, refusal, worldDisk } from '../workspace/support/world.ts';
import { apply, at, files, older, preview, standing } from './support/world.ts';

/** The table of release 0.18.0, row by row: the first that fits decides. */
const TABLE: readonly (readonly [fits: (way: ThreeWay) => boolean, disposition: string])[] = [
  [(w) => w.current === 'not_a_file', 'conflict'],
  [(w) => w.original === null && w.current === null, 'missing'],
  [(w) => w.original === null && w.current === w.shipped, 'already_converged'],
  [(w) => w.original === null, 'conflict'],
  [(w) => w.shipped === null, 'conflict'],
  [(w) => w.current === null, 'missing'],
  [(w) => w.shipped === w.original && w.current === w.original, 'unchanged'],
  [(w) => w.shipped !== w.original && w.current === w.original, 'safe_package_update'],
  [(w) => w.shipped === w.original, 'local_only_modification'],
  [(w) => w.current === w.shipped, 'already_converged'],
  [() => true, 'conflict'],
];

describe('the three-way comparison', () => {
  it('says on the wire what the table of 0.18.0 says, and tells more cases apart', () => {
    const digest = fc.constantFrom('a', 'b', 'c');
    const way = fc
      .record({
        original: fc.option(digest),
        shipped: fc.option(digest),
        current: fc.option(fc.constantFrom('a', 'b', 'c', 'not_a_file')),
      })
      .filter(({ original, shipped }) => original !== null || shipped !== null);
    const met = new Set<string>(['localized']);
    fc.assert(
      fc.property(way, (one) => {
        const expected = TABLE.find(([fits]) => fits(one))?.[1];
        expect(DISPOSITION_OF[stateOf(one)]).toBe(expected);
        met.add(stateOf(one));
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect([...met].sort()).toEqual([...ASSET_STATES].sort());
    expect([...new Set(Object.values(DISPOSITION_OF))].sort()).toEqual([...DISPOSITIONS].sort());
  });
});

describe('a preview', () => {
  it('of the same release finds nothing to do, and writes nothing', () => {
    const disk = worldDisk();
    init(disk);
    const steps = disk.steps;
    const { before, after, fates } = preview(disk);
    expect(after.manifest_id).not.toBe(before.manifest_id);
    expect([before, after].map((one) => one.seed_package_version)).toEqual(['1.2.3', '2.0.0']);
    expect(fates.map(({ state }) => state)).toEqual(fates.map(() => 'unchanged'));
    expect(disk.steps).toBe(steps);
  });

  it('tells every case apart, and writes nothing', () => {
    const disk = older();
    disk.unlink(at('entrypoints/kept.md'));
    disk.plantFolder(at('entrypoints/kept.md'));
    const before = disk.dump(ROOT);
    expect(standing(preview(disk))).toMatchInlineSnapshot(`
      {
        "entrypoints/both.md": [
          "both_changed",
          "beside",
        ],
        "entrypoints/clash.md": [
          "both_changed",
          "beside",
        ],
        "entrypoints/deleted.md": [
          "deleted_local",
          "none",
        ],
        "entrypoints/edited.md": [
          "edited",
          "none",
        ],
        "entrypoints/gone.md": [
          "removed_clean",
          "remove",
        ],
        "entrypoints/kept.md": [
          "blocked",
          "none",
        ],
        "entrypoints/mine.md": [
          "removed_edited",
          "none",
        ],
        "entrypoints/old.md": [
          "removed_both",
          "none",
        ],
        "entrypoints/same.md": [
          "converged",
          "none",
        ],
        "entrypoints/taken.md": [
          "name_taken",
          "beside",
        ],
        "entrypoints/update.md": [
          "updated",
          "write",
        ],
        "skills/fork/SKILL.md": [
          "added",
          "write",
        ],
      }
    `);
    expect(disk.dump(ROOT)).toEqual(before);
  });

  it('says which files would change, each as it would be', () => {
    const disk = older();
    const { changes } = preview(disk);
    const said = changes.map(({ path, bytes }) => [path, bytes === null ? 'removed' : 'written']);
    expect(said).toMatchInlineSnapshot(`
      [
        [
          "entrypoints/both.md.new",
          "written",
        ],
        [
          "entrypoints/clash.md.new",
          "written",
        ],
        [
          "entrypoints/gone.md",
          "removed",
        ],
        [
          "entrypoints/taken.md.new",
          "written",
        ],
        [
          "entrypoints/update.md",
          "written",
        ],
        [
          "skills/fork/SKILL.md",
          "written",
        ],
        [
          "state/baseline_texts.json",
          "written",
        ],
        [
          "state/baseline_manifest.json",
          "written",
        ],
      ]
    `);
  });

  it('says whether both changes fit into one text, as far as what they come from is known', () => {
    const disk = older();
    const merges = () =>
      preview(disk).fates.flatMap(({ state, path, merged }) =>
        state === 'both_changed' ? [[path, merged]] : [],
      );
    expect(merges()).toEqual([
      ['entrypoints/both.md', { kind: 'clean', text: 'MY\na\nb\nc\nd\ne\nf\nTWO\n' }],
      ['entrypoints/clash.md', { kind: 'overlap', stretches: 1 }],
    ]);
    disk.plant(at('state/baseline_texts.json'), '{"texts": ');
    expect(merges().map(([, merged]) => merged)).toEqual([null, null]);
  });

  it('takes no text for the base that is another one than its digest says', () => {
    const disk = older();
    const path = at('state/baseline_texts.json');
    disk.plant(path, (files(disk)['state/baseline_texts.json'] ?? '').replaceAll('one\\na', 'no'));
    const merged = preview(disk).fates.find((one) => one.path.endsWith('both.md'))?.merged;
    expect(merged).toBeNull();
  });

  it('has the same ids for the same content, whatever the order of the files', () => {
    const [one, other] = [worldDisk(), worldDisk()];
    for (const disk of [one, other]) init(disk);
    expect(preview(one)).toEqual(preview(other));
    plantPackage(other, { 'skills/knife/SKILL.md': 'Cut well.\n' });
    expect(preview(one).after.manifest_id).not.toBe(preview(other).after.manifest_id);
  });

  it('refuses what it cannot compare', () => {
    const disk = worldDisk();
    expect(refusal(() => preview(disk))).toMatchInlineSnapshot(
      `"workspace_not_initialized: The workspace /home/me/work is not initialized: millrace-agents missing. Expected: a workspace that init has set up completely. Next: call init; it adds what is missing and changes nothing else."`,
    );
    init(disk);
    disk.plant(at('state/baseline_manifest.json'), '{"entries": [');
    expect(refusal(() => preview(disk))).toMatchInlineSnapshot(
      `"config_invalid: millrace-agents/state/baseline_manifest.json is not a manifest of managed assets. Expected: the file as init wrote it. Next: delete millrace-agents/state/baseline_manifest.json and call init, which writes it again and changes nothing else."`,
    );
  });

  it.each([
    ['a path out of the workspace', { take: ['../../etc/passwd'] }],
    ['a file that no release has', { keep: ['entrypoints/none.md'] }],
    ['a file that is not dropped', { localize_removed: ['entrypoints/both.md'] }],
    ['a file with nothing to merge', { merge: ['entrypoints/edited.md'] }],
    ['a file in which both changed the same lines', { merge: ['entrypoints/clash.md'] }],
    [
      'a file that is named twice',
      { take: ['entrypoints/both.md'], keep: ['entrypoints/both.md'] },
    ],
  ])('refuses %s', (_, choices) => {
    const disk = older();
    const steps = disk.steps;
    expect(refusal(() => apply(disk, choices))).toMatchSnapshot();
    expect(files(disk)).toEqual(files(older()));
    expect(disk.steps - steps).toBeLessThan(3);
  });
});
