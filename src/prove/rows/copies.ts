import { layoutOf, readWorkspaceId } from '../../runtime/workspace/index.ts';
import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';
import { SimIds } from '../../sim/sim-ids.ts';
import { ROOT } from '../../sim/sim-workspace.ts';
import { finished, inWords } from '../sim/aftermath.ts';
import { recover } from '../sim/judge.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { type Machine, start } from '../sim/machine.ts';
import { type Row, spread } from './row.ts';

const COPY = '/copy';
/** Of chance in the copy, which is another process on another day. */
const SEED = 90_001;
/** Steps of the first call in a copy, about. */
const CALL_STEPS = 160;

/** A copy of a workspace is opened, its first call killed on the way: the original never notices. */
export function copyRow(lab: Lab): Row {
  const { boundaries } = lab.shipped;
  const places = boundaries.map((_, at) => at).filter((at) => at > 1 && at + 1 < boundaries.length);
  return {
    name: 'copies',
    fault: 'cp -a of a workspace with a stage in it, the first call in the copy killed on the way',
    quick: 24,
    total: null,
    waits: false,
    async check(number) {
      const at = spread(places, number, lab.seed);
      const problem = await inWords(copied(lab, at, chanceOf(lab, number)));
      return problem && `before call ${at}\n=> ${problem}`;
    },
  };
}

async function copied(lab: Lab, at: number, chance: () => number): Promise<string | null> {
  const { shipped: golden, mutant } = lab;
  const { story } = golden;
  const before = golden.boundaries[at];
  if (before === undefined) throw new Error('there is no such boundary');
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  copyTree(disk, ROOT, COPY);
  const original = JSON.stringify(disk.dump(ROOT));
  const machine: Machine = { disk, world, player: story.player, mutant, root: COPY };
  disk.faults.crash_at = disk.steps + 1 + Math.floor(chance() * CALL_STEPS);
  await untilKilled(story.perform(start({ ...machine, ids: new SimIds(SEED) }), at, true));
  const left = new SimDisk(disk.live);
  const next = start({ ...machine, disk: left, ids: new SimIds(SEED + 1) });
  const problem = await finished(story, next, at, world);
  if (problem !== null) return `in the copy: ${problem}`;
  if (JSON.stringify(left.dump(ROOT)) !== original) return 'something of the original was touched';
  const ids = [ROOT, COPY].map((root) => readWorkspaceId(left, layoutOf(root)));
  if (ids[0] === ids[1]) return `both have the id ${ids[0]}`;
  const one = { golden, op: at, mutant, evidence: 'all' } as const;
  const other = await recover(one, left.live, before.world.clone());
  return other && `in the original: ${other}`;
}

function copyTree(disk: SimDisk, from: string, to: string): void {
  for (const { name, kind } of disk.list(from) ?? []) {
    const [path, target] = [`${from}/${name}`, `${to}/${name}`];
    if (disk.stat(to) === null) disk.mkdir(to);
    if (kind === 'file') disk.plant(target, disk.read(path) ?? new Uint8Array());
    if (kind !== 'dir') continue;
    disk.mkdir(target);
    copyTree(disk, path, target);
  }
}

async function untilKilled(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
  }
}
