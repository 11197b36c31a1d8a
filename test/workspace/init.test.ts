import { describe, expect, it } from 'vitest';
import { layoutOf, missingPlaces, requireInitialized } from '../../src/runtime/workspace/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import {
  init,
  packageFiles,
  plantPackage,
  ROOT,
  refusal,
  seen,
  worldDisk,
} from './support/world.ts';

describe('init', () => {
  it('makes the whole baseline', () => {
    const disk = worldDisk();
    const { files_written, ...result } = init(disk);
    expect(result).toMatchInlineSnapshot(`
      {
        "created": true,
        "mode": {
          "aliases": [
            "simple",
          ],
          "mode_id": "plain",
          "simulated": false,
        },
        "notes": [],
        "root": "/home/me/work",
        "whole": true,
      }
    `);
    const found = seen(disk);
    const texts = Object.entries(found).filter(([, text]) => text !== null);
    expect(files_written).toBe(texts.length);
    expect(Object.keys(found).map((path) => path.slice(ROOT.length + 1))).toMatchInlineSnapshot(`
      [
        "millrace-agents",
        "millrace-agents/.gitignore",
        "millrace-agents/entrypoints",
        "millrace-agents/entrypoints/cook.md",
        "millrace-agents/families",
        "millrace-agents/families/recipe.json",
        "millrace-agents/graphs",
        "millrace-agents/graphs/kitchen",
        "millrace-agents/graphs/kitchen/loop.json",
        "millrace-agents/history.md",
        "millrace-agents/judge",
        "millrace-agents/judge/notes",
        "millrace-agents/millrace.toml",
        "millrace-agents/modes",
        "millrace-agents/modes/plain.json",
        "millrace-agents/modes/toy.json",
        "millrace-agents/pantry",
        "millrace-agents/pantry/recipes",
        "millrace-agents/pantry/recipes/burnt",
        "millrace-agents/pantry/recipes/cooking",
        "millrace-agents/pantry/recipes/served",
        "millrace-agents/pantry/recipes/waiting",
        "millrace-agents/registry",
        "millrace-agents/registry/kinds",
        "millrace-agents/registry/kinds/kitchen",
        "millrace-agents/registry/kinds/kitchen/cook.json",
        "millrace-agents/runs",
        "millrace-agents/skills",
        "millrace-agents/skills/knife",
        "millrace-agents/skills/knife/SKILL.md",
        "millrace-agents/state",
        "millrace-agents/state/baseline_manifest.json",
        "millrace-agents/state/baseline_texts.json",
        "millrace-agents/state/kitchen_status.md",
        "millrace-agents/state/workspace_id",
      ]
    `);
    expect(found[`${ROOT}/millrace-agents/.gitignore`]).toMatchInlineSnapshot(`
      "# Runtime state is no part of the repository; config and assets are.
      /*
      !/entrypoints
      !/families
      !/graphs
      !/history.md
      !/millrace.toml
      !/modes
      !/registry
      !/skills
      .*.tmp-*
      "
    `);
    expect(found[`${ROOT}/millrace-agents/millrace.toml`]).toMatchInlineSnapshot(`
      "[runtime]
      default_mode = "plain"
      "
    `);
    expect(found[`${ROOT}/millrace-agents/state/baseline_manifest.json`]).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "manifest_id": "e77380dc1be5d171a89663da29e96eb7797b186b897b6bf6a8922beab10673f8",
        "seed_package_version": "1.2.3",
        "entries": [
          {
            "relative_path": "entrypoints/cook.md",
            "asset_family": "entrypoints",
            "original_sha256": "a084ee9eb761571d4f41bb8d689b62b9cb406802188de0217fcb76938e5218ec"
          },
          {
            "relative_path": "families/recipe.json",
            "asset_family": "families",
            "original_sha256": "e39bff1b93c49209c58b11dc0ff66b30a8e7c8bcd3350a0e83417c001fe6508b"
          },
          {
            "relative_path": "graphs/kitchen/loop.json",
            "asset_family": "graphs",
            "original_sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
          },
          {
            "relative_path": "modes/plain.json",
            "asset_family": "modes",
            "original_sha256": "76610735e67ffca82999d4c0d1560f1bd9caee1e9db365f60685dcf8c7762610"
          },
          {
            "relative_path": "modes/toy.json",
            "asset_family": "modes",
            "original_sha256": "27b95e8b290dd1deaca021e9f4e4caf746482465689fa111ebca7da89b05b230"
          },
          {
            "relative_path": "registry/kinds/kitchen/cook.json",
            "asset_family": "registry",
            "original_sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
          },
          {
            "relative_path": "skills/knife/SKILL.md",
            "asset_family": "skills",
            "original_sha256": "5200cd061e0c169b2d14c88b13b5c6087d524650eef9bb007fc8c74f7c3a3bc4"
          }
        ]
      }
      "
    `);
    expect(requireInitialized(disk, ROOT)).toMatchObject({ root: ROOT });
  });

  it('changes nothing the second time, and says so', () => {
    const disk = worldDisk();
    init(disk);
    const steps = disk.steps;
    expect(init(disk)).toMatchObject({ created: false, mode: null, files_written: 0, notes: [] });
    expect(init(disk, ROOT, 'toy').notes).toEqual([
      'millrace-agents/millrace.toml was there and is kept; to run toy, set default_mode in it.',
    ]);
    expect(disk.steps).toBe(steps);
  });

  it('writes the mode that was asked for, by id or alias', () => {
    const config = (mode: string) => {
      const disk = worldDisk();
      const result = init(disk, ROOT, mode);
      return [result.mode, disk.dump(ROOT)[`${ROOT}/millrace-agents/millrace.toml`]];
    };
    expect(config('simple')).toEqual([
      { mode_id: 'plain', aliases: ['simple'], simulated: false },
      '[runtime]\ndefault_mode = "plain"\n',
    ]);
    expect(config('toy')[0]).toMatchObject({ mode_id: 'toy', simulated: true });
    const disk = worldDisk();
    expect(refusal(() => init(disk, ROOT, 'no"such'))).toMatchInlineSnapshot(
      `"mode_unknown: This release has no mode of that name. Expected: one of plain, toy. Next: call init again with one of these, or without a mode; modes of your own are named in millrace.toml."`,
    );
    expect(disk.steps).toBe(0);
  });

  it('keeps what people had there', () => {
    const disk = worldDisk();
    const base = `${ROOT}/millrace-agents`;
    disk.plant(`${base}/millrace.toml`, 'mine');
    disk.plant(`${base}/.gitignore`, 'mine');
    disk.plant(`${base}/entrypoints/cook.md`, 'mine');
    disk.plant(`${base}/modes/own.json`, 'mine');
    expect(init(disk, ROOT, 'toy')).toMatchObject({ created: true, mode: null });
    const found = seen(disk);
    for (const name of ['millrace.toml', '.gitignore', 'entrypoints/cook.md', 'modes/own.json']) {
      expect(found[`${base}/${name}`]).toBe('mine');
    }
  });

  it('puts back what was deleted, and nothing else', () => {
    const disk = worldDisk();
    init(disk);
    const before = seen(disk);
    disk.remove(`${ROOT}/millrace-agents/skills`);
    expect(refusal(() => requireInitialized(disk, ROOT))).toMatchInlineSnapshot(
      `"workspace_not_initialized: The workspace /home/me/work is not initialized: millrace-agents/skills missing. Expected: a workspace that init has set up completely. Next: call init; it adds what is missing and changes nothing else."`,
    );
    expect(init(disk)).toMatchObject({ created: true, files_written: 1 });
    expect(seen(disk)).toEqual(before);
  });
});

describe('init refuses, and changes nothing,', () => {
  const cases: readonly (readonly [string, (disk: SimDisk) => void, string?])[] = [
    ['a workspace that is a file', (disk) => disk.plant(ROOT, 'x')],
    ['a workspace without a parent', () => undefined, '/home/nobody/here/work'],
    ['a runtime folder that is a file', (disk) => disk.plant(`${ROOT}/millrace-agents`, 'x')],
    [
      'a runtime folder that is a link',
      (disk) => {
        disk.plant('/elsewhere/x', '');
        disk.plant(`${ROOT}/x`, '');
        disk.plantLink(`${ROOT}/millrace-agents`, '/elsewhere');
      },
    ],
    ['a folder that is a file', (disk) => disk.plant(`${ROOT}/millrace-agents/runs`, 'x')],
    [
      'a config that is a link',
      (disk) => {
        disk.plant(`${ROOT}/millrace-agents/x`, 'x');
        disk.plantLink(`${ROOT}/millrace-agents/millrace.toml`, '/package/baseline.json');
      },
    ],
    [
      'a read-only folder',
      (disk) => Object.assign(disk.faults, { fail: { at: 1, code: 'EROFS', sticky: true } }),
    ],
    [
      'a folder of another user',
      (disk) => Object.assign(disk.faults, { fail: { at: 1, code: 'EACCES', sticky: true } }),
    ],
  ];

  it('naming what is wrong', () => {
    const texts = cases.map(([name, prepare, root = ROOT]) => {
      const disk = worldDisk();
      prepare(disk);
      const before = disk.dump('/home');
      const text = refusal(() => init(disk, root));
      expect(disk.dump('/home')).toEqual(before);
      return `${name}\n  ${text}`;
    });
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "a workspace that is a file
        workspace_not_writable: The workspace /home/me/work is not a folder. Expected: a folder. Next: name a folder as the workspace, then call init again.
      a workspace without a parent
        workspace_not_writable: The parent folder of the workspace /home/nobody/here/work does not exist. Expected: a workspace whose parent folder exists. Next: create it, or name another workspace, then call init again.
      a runtime folder that is a file
        workspace_not_writable: millrace-agents is a file. Expected: a folder. Next: move it away or replace it by a folder, then call init again.
      a runtime folder that is a link
        workspace_not_writable: millrace-agents is a symbolic link. Expected: a folder. Next: move it away or replace it by a folder, then call init again.
      a folder that is a file
        workspace_not_writable: millrace-agents/runs is a file. Expected: a folder. Next: move it away or replace it by a folder, then call init again.
      a config that is a link
        workspace_not_writable: millrace-agents/millrace.toml is a symbolic link. Expected: a file. Next: move it away or replace it by a file, then call init again.
      a read-only folder
        workspace_not_writable: Setting up the workspace /home/me/work failed: the system says EROFS. Next: make the folder writable for this user, or name another workspace, then do the same again.
      a folder of another user
        workspace_not_writable: Setting up the workspace /home/me/work failed: the system says EACCES. Next: make the folder writable for this user, or name another workspace, then do the same again."
    `);
  });

  it('takes a link to a folder as the workspace', () => {
    const disk = worldDisk();
    disk.plant('/data/x', '');
    disk.plantLink(ROOT, '/data');
    expect(init(disk).created).toBe(true);
    expect(missingPlaces(disk, layoutOf('/data'))).toEqual([]);
  });
});

it('two first inits at the same time make one workspace', () => {
  const alone = worldDisk();
  init(alone);
  for (let at = 1; ; at += 1) {
    const disk = new RacingDisk(at);
    plantPackage(disk, packageFiles);
    init(disk);
    expect(seen(disk)).toEqual(seen(alone));
    if (disk.folders < at) break;
  }
});

/** Another init runs, from its begin to its end, just before the given folder is made. */
class RacingDisk extends SimDisk {
  folders = 0;

  constructor(private readonly at: number) {
    super();
  }

  override mkdir(path: string): void {
    this.folders += 1;
    if (this.folders === this.at) init(this);
    super.mkdir(path);
  }
}
