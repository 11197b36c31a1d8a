import { isMillraceError } from '../../runtime/errors/errors.ts';
import { NodeHash } from '../../runtime/host/hash.ts';
import { applyUpgrade, NO_CHOICES, rollbackUpgrade } from '../../runtime/upgrade/index.ts';
import { layoutOf, readManifest } from '../../runtime/workspace/index.ts';
import { SimDisk } from '../../sim/sim-disk.ts';
import { SimLocks } from '../../sim/sim-lock.ts';
import { ROOT } from '../../sim/sim-workspace.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { type End, judgeReversal, type Reversal, reversalOf } from '../sim/reversal.ts';
import type { Row } from './row.ts';

const ASSETS = '/package/assets';
const VERSION = '99.0.0';

const hash = new NodeHash();

/**
 * An upgrade, or its undoing, is killed, and so is the call that goes on. Whoever applies has all of it
 * then, and whoever undoes has every byte that was there before.
 */
export function upgradeRow(lab: Lab): Row {
  let reversal: Reversal | null = null;
  return {
    name: 'upgrade',
    fault: 'kill -9 of an upgrade of the assets, of its undoing, and of the call that goes on',
    quick: 40,
    total: null,
    waits: false,
    async check(number) {
      reversal ??= reversalOf(edited(lab), perform);
      const { before, after } = reversal;
      return judgeReversal(reversal, chanceOf(lab, number), (disk, end) => {
        const paths = differing(filesOf(end === 'apply' ? after : before), filesOf(disk));
        return paths.length === 0 ? null : `wrong: ${paths.join(', ')}`;
      });
    },
  };
}

/** A workspace with work in it, whose user has edited and deleted assets, beside a later release. */
function edited({ shipped }: Lab): SimDisk {
  const image = shipped.boundaries.at(-1)?.image;
  if (image === undefined) throw new Error('the campaign has no end');
  const disk = new SimDisk(image);
  release(disk);
  return disk;
}

/** A later release, and what its user has done to the assets of the one before. */
function release(disk: SimDisk): void {
  const layout = layoutOf(ROOT);
  const prompts = readManifest(disk, layout)
    .entries.map(({ relative_path }) => relative_path)
    .filter((path) => path.endsWith('.md'));
  const [updated, both, deleted, dropped, edited] = prompts;
  for (const path of [updated, both, deleted]) {
    disk.plant(`${ASSETS}/${path}`, `${textOf(disk, `${ASSETS}/${path}`)}\nOf a later release.\n`);
  }
  for (const path of [both, edited]) {
    disk.plant(layout.at(`${path}`), `My own.\n${textOf(disk, layout.at(`${path}`))}`);
  }
  disk.plant(`${ASSETS}/skills/added/SKILL.md`, 'New in a later release.\n');
  disk.unlink(layout.at(`${deleted}`));
  disk.unlink(`${ASSETS}/${dropped}`);
}

function textOf(disk: SimDisk, path: string): string {
  return new TextDecoder().decode(disk.read(path) ?? new Uint8Array());
}

/** True when nothing was left to do. */
function perform(disk: SimDisk, end: End): boolean {
  const lock = new SimLocks().of('proof', disk);
  const input = { disk, shared: disk, hash, lock, root: ROOT, assets: ASSETS, version: VERSION };
  if (end === 'apply') return applyUpgrade({ ...input, choices: NO_CHOICES }).swapped === null;
  try {
    rollbackUpgrade(input);
    return false;
  } catch (error) {
    if (isMillraceError(error) && error.code === 'input_invalid') return true;
    throw error;
  }
}

/** All of the workspace but what an upgrade keeps for itself. */
function filesOf(disk: SimDisk): Readonly<Record<string, string | null>> {
  const { upgrades } = layoutOf(ROOT);
  const all = Object.entries(disk.dump(ROOT));
  return Object.fromEntries(
    all.filter(([path, text]) => text !== null && !path.startsWith(upgrades)),
  );
}

function differing(
  one: Readonly<Record<string, string | null>>,
  other: Readonly<Record<string, string | null>>,
): string[] {
  const paths = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return paths.filter((path) => one[path] !== other[path]);
}
