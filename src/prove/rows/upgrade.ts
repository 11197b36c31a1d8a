import { isMillraceError } from '../../runtime/errors/errors.ts';
import { NodeHash } from '../../runtime/host/hash.ts';
import { applyUpgrade, NO_CHOICES, rollbackUpgrade } from '../../runtime/upgrade/index.ts';
import { layoutOf, readManifest } from '../../runtime/workspace/index.ts';
import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';
import { SimLocks } from '../../sim/sim-lock.ts';
import { ROOT } from '../../sim/sim-workspace.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import type { Row } from './row.ts';

const ASSETS = '/package/assets';
const VERSION = '99.0.0';
/** Calls until nothing is left to do; each finishes what the one before it left. */
const CALLS_MAX = 4;
const ENDS = ['apply', 'rollback'] as const;
type End = (typeof ENDS)[number];

const hash = new NodeHash();

interface Scene {
  /** A workspace with work in it, whose user has edited and deleted assets, beside a later release. */
  readonly before: SimDisk;
  readonly after: SimDisk;
  readonly steps: Readonly<Record<End, number>>;
}

/**
 * An upgrade, or its undoing, is killed, and so is the call that goes on. Whoever applies has all of it
 * then, and whoever undoes has every byte that was there before.
 */
export function upgradeRow(lab: Lab): Row {
  let scene: Scene | null = null;
  return {
    name: 'upgrade',
    fault: 'kill -9 of an upgrade of the assets, of its undoing, and of the call that goes on',
    quick: 40,
    total: null,
    waits: false,
    async check(number) {
      scene ??= sceneOf(lab);
      return judged(scene, chanceOf(lab, number));
    },
  };
}

function judged(scene: Scene, chance: () => number): string | null {
  const one = <T>(list: readonly [T, ...T[]]) =>
    list[Math.floor(chance() * list.length)] ?? list[0];
  const first = one(ENDS);
  let disk = first === 'apply' ? scene.before : scene.after;
  const kills: string[] = [];
  for (const end of [first, one(ENDS)]) {
    const crash_at = 1 + Math.floor(chance() * scene.steps[end]);
    disk = new SimDisk(disk.killImage(), { crash_at, ...(chance() < 0.5 ? {} : { torn: 0.5 }) });
    kills.push(`${end} killed at step ${crash_at}: ${outcome(disk, end)}`);
  }
  const end = one(ENDS);
  const last = new SimDisk(disk.killImage());
  settle(last, end);
  const expected = end === 'apply' ? scene.after : scene.before;
  const wrong = differing(filesOf(expected), filesOf(last));
  return wrong.length === 0
    ? null
    : `${kills.join('\n')}\nthen ${end}\n=> wrong: ${wrong.join(', ')}`;
}

function sceneOf({ shipped }: Lab): Scene {
  const image = shipped.boundaries.at(-1)?.image;
  if (image === undefined) throw new Error('the campaign has no end');
  const before = new SimDisk(image);
  release(before);
  const after = new SimDisk(before.killImage());
  const start = after.steps;
  settle(after, 'apply');
  const apply = after.steps - start;
  const back = new SimDisk(after.killImage());
  settle(back, 'rollback');
  return { before, after, steps: { apply, rollback: back.steps } };
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

/** Calls until there is nothing left to do. */
function settle(disk: SimDisk, end: End): void {
  for (let calls = 0; calls < CALLS_MAX; calls += 1) if (perform(disk, end)) return;
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

function outcome(disk: SimDisk, end: End): string {
  try {
    settle(disk, end);
    return 'it had ended before';
  } catch (error) {
    if (error instanceof SimCrash) return disk.explain(2);
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
