import { isMillraceError } from '../../../src/runtime/errors/errors.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { Disk } from '../../../src/runtime/ports/index.ts';
import { type InitResult, initWorkspace } from '../../../src/runtime/workspace/index.ts';
import { SimDisk, type SimFaults, type SimImage } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { recipe } from '../../support/families.ts';

export const ROOT = '/home/me/work';
export const hash = new NodeHash();

const modes = {
  plain: { mode_id: 'plain', aliases: ['simple'] },
  toy: { mode_id: 'toy', simulated: true },
};

/**
 * A small package of its own planes and families: nothing of the shipped one is known to the code.
 */
export const packageFiles: Readonly<Record<string, string>> = {
  'baseline.json': JSON.stringify({
    schema_version: '1.0',
    kind: 'workspace_baseline',
    default_mode: 'plain',
    asset_folders: ['families', 'graphs', 'modes', 'registry', 'entrypoints', 'skills'],
    folders: ['judge/notes', 'runs', 'state'],
    plane_folders: ['graphs/{plane}', 'registry/kinds/{plane}'],
    files: { 'history.md': '' },
    plane_files: { 'state/{plane}_status.md': '### IDLE\n' },
    config: ['[runtime]', 'default_mode = "{mode}"', ''],
    committable: ['millrace.toml', 'history.md'],
  }),
  'families/recipe.json': JSON.stringify(recipe),
  'graphs/kitchen/loop.json': '{}',
  'modes/plain.json': JSON.stringify(modes.plain),
  'modes/toy.json': JSON.stringify(modes.toy),
  'registry/kinds/kitchen/cook.json': '{}',
  'entrypoints/cook.md': 'Cook.\n',
  'entrypoints/.hidden': 'no asset',
  'entrypoints/__pycache__/x.pyc': 'no asset',
  'skills/knife/SKILL.md': 'Cut.\n',
};

export function worldDisk(image?: SimImage, faults: SimFaults = {}): SimDisk {
  const disk = new SimDisk(image, faults);
  if (image === undefined) plantPackage(disk, packageFiles);
  return disk;
}

export function plantPackage(disk: SimDisk, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) disk.plant(`/package/${name}`, text);
  disk.plant('/home/me/.keep', '');
}

export function init(disk: Disk, root = ROOT, mode: string | null = null): InitResult {
  const ids = new SimIds();
  return initWorkspace({
    disk,
    shared: disk,
    hash,
    ids,
    root,
    assets: '/package',
    version: '1.2.3',
    mode,
  });
}

/**
 * What a person sees of the workspace, without what a cut short init leaves beside the files. Its id
 * is another one each time.
 */
export function seen(disk: SimDisk, root = ROOT): Record<string, string | null> {
  const all = Object.entries(disk.dump(root)).filter(([path]) => !/\.tmp-[0-9a-f]+$/.test(path));
  return Object.fromEntries(
    all.map(([path, text]) => [path, text?.replace(/^[0-9a-f]{32}\n$/, '<id>\n') ?? null]),
  );
}

/** Code and text of the error that leaves; anything else that is thrown fails the test. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isMillraceError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}
