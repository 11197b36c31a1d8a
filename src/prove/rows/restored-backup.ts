import type { JournalChoice } from '../../runtime/api/index.ts';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { SimCrash, SimDisk, type SimImage } from '../../sim/sim-disk.ts';
import { finished, inWords } from '../sim/aftermath.ts';
import type { Boundary, Golden } from '../sim/golden.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { BOOT, type Machine, type Process, start } from '../sim/machine.ts';
import { JOURNAL, stateOn } from '../sim/observe.ts';
import { canonicalState, firstDifference, onceOnly, timeless } from '../sim/oracle.ts';
import { tick } from '../sim/scripts.ts';
import { type Row, spread } from './row.ts';

const CHOICES = ['newest', 'from_here'] as const;
/** How many calls old the backup is. */
const AGES = [1, 3, 9] as const;
/** Steps of a call that chooses, about. */
const CHOICE_STEPS = 90;

/** An older journal is put in the place of the newest: nobody works on it before somebody has chosen. */
export function restoredBackupRow(lab: Lab): Row {
  const { boundaries } = lab.shipped;
  const cases = boundaries.flatMap((_, at) =>
    AGES.flatMap((age) =>
      at - age < 2 || boundaries[at - age]?.state === boundaries[at]?.state
        ? []
        : CHOICES.map((choice) => ({ at, age, choice })),
    ),
  );
  return {
    name: 'restored-backup',
    fault: 'an older journal in the place of the newest, the call that chooses killed on the way',
    quick: 24,
    total: cases.length,
    waits: false,
    async check(number) {
      const { at, age, choice } = spread(cases, number, lab.seed);
      const [now, then] = [boundaries[at], boundaries[at - age]];
      if (now === undefined || then === undefined) throw new Error('there is no such boundary');
      const one = { golden: lab.shipped, at, choice, chance: chanceOf(lab, number) };
      const problem = await inWords(chosen(lab, one, now, withOlderJournal(now.image, then.image)));
      return problem && `before call ${at}, ${age} calls back, ${choice}\n=> ${problem}`;
    },
  };
}

function withOlderJournal(image: SimImage, backup: SimImage): SimDisk {
  const disk = new SimDisk(image);
  const older = new SimDisk(backup);
  disk.remove(JOURNAL);
  for (const { name } of older.list(JOURNAL) ?? []) {
    disk.plant(`${JOURNAL}/${name}`, older.read(`${JOURNAL}/${name}`) ?? new Uint8Array());
  }
  return disk;
}

interface Case {
  readonly golden: Golden;
  readonly at: number;
  readonly choice: JournalChoice;
  readonly chance: () => number;
}

async function chosen(
  lab: Lab,
  { golden, at, choice, chance }: Case,
  now: Boundary,
  disk: SimDisk,
): Promise<string | null> {
  const { story, boundaries } = golden;
  const world = now.world.clone();
  const machine: Machine = { disk, world, player: story.player, mutant: lab.mutant };
  const refused = await codeOf(tick(start(machine)));
  if (refused !== 'journal_went_back')
    return `an older journal was taken for the newest: ${refused}`;
  disk.faults.crash_at = disk.steps + 1 + Math.floor(chance() * CHOICE_STEPS);
  await codeOf(start(machine).runtime.repair(choice));
  const left = new SimDisk(disk.live);
  const next: Process = start({ ...machine, disk: left });
  await next.runtime.repair(choice);
  if (choice === 'newest') {
    const [state, right] = [canonicalState(stateOn(left, BOOT)), now.state].map(timeless);
    if (state !== right) return firstDifference(right ?? '', state ?? '');
  }
  const problem = await finished(story, next, at, world);
  const last = boundaries.at(-1);
  if (problem !== null || choice === 'from_here' || last === undefined) return problem;
  return onceOnly(world, last.world);
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof SimCrash) return 'killed';
    if (isMillraceError(error)) return error.code;
    throw error;
  }
}
