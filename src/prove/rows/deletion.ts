import { isMillraceError } from '../../runtime/errors/errors.ts';
import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';
import { finished, inWords } from '../sim/aftermath.ts';
import { chanceOf, type Lab, type Point, where } from '../sim/lab.ts';
import { BOOT, type Machine, start } from '../sim/machine.ts';
import { RUNTIME, stateOn } from '../sim/observe.ts';
import { VanishingDisk } from '../sim/vanishing-disk.ts';
import { isDecided } from './journal-loss.ts';
import { type Row, spread } from './row.ts';

/** Calls that the process has behind it. */
const WARM_CALLS = 2;
/** What people commit, which `git clean -fdx` spares. */
const COMMITTED = 'entrypoints skills modes graphs registry families millrace.toml'.split(' ');
/** Steps of a restore, about. */
const RESTORE_STEPS = 60;

/** Who goes on after it: whoever was there, another one, or another one that is killed on the way. */
const HEIRS = ['same', 'other', 'killed'] as const;

/** Somebody deletes all state while a process works: nothing acknowledged is lost, and it is told. */
export function deletionRow(lab: Lab): Row {
  const places = lab.points.filter(({ op }) => op > WARM_CALLS && isDecided(lab, op));
  const cases = places.flatMap((point) => HEIRS.map((heir) => ({ point, heir })));
  return {
    name: 'deletion',
    fault: 'git clean -fdx at a disk step of a live owner, who goes on or is succeeded',
    quick: 40,
    total: cases.length,
    waits: false,
    async check(number) {
      const { point, heir } = spread(cases, number, lab.seed);
      const problem = await inWords(deleted(lab, point, heir, chanceOf(lab, number)));
      return problem && `${where(point)}, ${heir}\n=> ${problem}`;
    },
  };
}

function stateOf(disk: SimDisk): string[] {
  const names = (disk.list(RUNTIME) ?? []).map(({ name }) => name);
  return names.filter((name) => !COMMITTED.includes(name)).map((name) => `${RUNTIME}/${name}`);
}

async function deleted(
  lab: Lab,
  { golden: { story, boundaries }, op, step }: Point,
  heir: (typeof HEIRS)[number],
  chance: () => number,
): Promise<string | null> {
  const before = boundaries[op - WARM_CALLS];
  if (before === undefined) throw new Error(`there is no boundary before call ${op}`);
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  const machine: Machine = { disk, world, player: story.player, mutant: lab.mutant };
  const inner = lab.mutant.disk;
  const vanishing = new VanishingDisk(disk, stateOf);
  const mutant = { ...lab.mutant, disk: () => inner?.(disk) ?? vanishing };
  const first = start({ ...machine, mutant });
  for (let call = op - WARM_CALLS; call < op; call += 1) await story.perform(first, call, false);
  let acknowledged = stateOn(disk, BOOT).seq;
  vanishing.at(disk.steps + step);
  if (inner === undefined && (await isAnswered(story.perform(first, op, false)))) {
    acknowledged = first.runtime.status().seq;
  }
  vanishing.now();
  for (const path of inner === undefined ? [] : stateOf(disk)) disk.remove(path);
  if (heir === 'killed') {
    disk.faults.crash_at = disk.steps + 1 + Math.floor(chance() * RESTORE_STEPS);
    await isAnswered(story.perform(start(machine), op + 1, true));
  }
  const left = new SimDisk(disk.live);
  const next = heir === 'same' ? first : start({ ...machine, disk: left });
  const place = heir === 'same' ? disk : left;
  await isAnswered(story.perform(next, op + 1, true));
  const { seq } = stateOn(place, BOOT);
  if (seq < acknowledged)
    return `record ${acknowledged} was acknowledged, the journal ends at ${seq}`;
  const problem = await finished(story, next, op + 2, world);
  if (problem !== null) return problem;
  const events = place.dump(`${RUNTIME}/logs`)[`${RUNTIME}/logs/runtime_events.jsonl`] ?? '';
  return /"(?:state|journal)_restored"/.test(events) ? null : 'nobody was told';
}

/** False when it was refused in words, or killed. */
async function isAnswered(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isMillraceError(error) && !(error instanceof SimCrash)) throw error;
    return false;
  }
}
