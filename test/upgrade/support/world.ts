import {
  type Action,
  type AssetState,
  applyUpgrade,
  type Choices,
  NO_CHOICES,
  previewUpgrade,
  rollbackUpgrade,
  type UpgradeApplied,
  type UpgradePreview,
  type UpgradeUndone,
} from '../../../src/runtime/upgrade/index.ts';
import { SimDisk, type SimFaults } from '../../../src/sim/sim-disk.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import {
  hash,
  init,
  packageFiles,
  plantPackage,
  ROOT,
  worldDisk,
} from '../../workspace/support/world.ts';

export const at = (name: string) => `${ROOT}/millrace-agents/${name}`;
const entrypoint = (name: string) => at(`entrypoints/${name}.md`);

/** Lines far enough from each other to be changed one by one. */
export const text = (first: string, last: string) =>
  [first, 'a', 'b', 'c', 'd', 'e', 'f', last, ''].join('\n');

/** One asset for each state that there is. */
const NAMES = [
  'update',
  'edited',
  'both',
  'clash',
  'deleted',
  'gone',
  'old',
  'mine',
  'same',
  'kept',
];

/** A workspace of release 1.2.3 in which its user has worked, beside release 2.0.0. */
export function older(faults: SimFaults = {}): SimDisk {
  const disk = worldDisk();
  const first = Object.fromEntries(
    NAMES.map((name) => [`entrypoints/${name}.md`, text('one', 'two')]),
  );
  plantPackage(disk, { ...packageFiles, ...first });
  init(disk);
  const next = ['update', 'both', 'clash', 'deleted', 'same'];
  plantPackage(disk, {
    ...Object.fromEntries(next.map((name) => [`entrypoints/${name}.md`, text('one', 'TWO')])),
    'entrypoints/taken.md': 'theirs',
    'skills/fork/SKILL.md': 'Pierce.\n',
  });
  for (const name of ['gone', 'old', 'mine']) disk.unlink(`/package/entrypoints/${name}.md`);
  disk.unlink(entrypoint('old'));
  disk.unlink(entrypoint('deleted'));
  for (const folder of ['/package/entrypoints', at('entrypoints')]) disk.syncDir(folder);
  for (const name of ['edited', 'both', 'mine']) disk.plant(entrypoint(name), text('MY', 'two'));
  disk.plant(entrypoint('clash'), text('one', 'MINE'));
  disk.plant(entrypoint('same'), text('one', 'TWO'));
  disk.plant(entrypoint('taken'), 'mine');
  return new SimDisk(disk.killImage(), faults);
}

function inputOf(disk: SimDisk, locks = new SimLocks()) {
  const lock = locks.of('me', disk);
  return { disk, shared: disk, hash, lock, root: ROOT, assets: '/package', version: '2.0.0' };
}

export function preview(disk: SimDisk, choices: Partial<Choices> = {}): UpgradePreview {
  return previewUpgrade({ ...inputOf(disk), choices: { ...NO_CHOICES, ...choices } });
}

export function apply(
  disk: SimDisk,
  choices: Partial<Choices> = {},
  locks = new SimLocks(),
): UpgradeApplied {
  return applyUpgrade({ ...inputOf(disk, locks), choices: { ...NO_CHOICES, ...choices } });
}

export function rollback(disk: SimDisk): UpgradeUndone {
  return rollbackUpgrade(inputOf(disk));
}

/** File -> state and action, without what is as the release has it. */
export function standing({ fates }: UpgradePreview): Record<string, [AssetState, Action]> {
  const changed = fates.filter(({ state }) => state !== 'unchanged');
  return Object.fromEntries(changed.map(({ path, state, action }) => [path, [state, action]]));
}

/** Every file of the workspace, but those by which an upgrade can be undone. */
export function files(disk: SimDisk): Record<string, string | null> {
  const all = Object.entries(disk.dump(ROOT));
  const own = all.filter(([path, value]) => value !== null && !path.includes('/state/upgrades'));
  return Object.fromEntries(own.map(([path, value]) => [path.slice(at('').length), value]));
}
