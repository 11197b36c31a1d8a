import { isMillraceError } from '../../runtime/errors/errors.ts';
import { SimDisk } from '../../sim/sim-disk.ts';
import { type Case, goOn } from '../sim/judge.ts';
import { caseAt, type Lab, type Point, where } from '../sim/lab.ts';
import { BOOT, start } from '../sim/machine.ts';
import { JOURNAL } from '../sim/observe.ts';
import { VanishingDisk } from '../sim/vanishing-disk.ts';
import { type Row, spread } from './row.ts';

/** Calls that the process has behind it: it holds the state in memory. */
const WARM_CALLS = 2;

/** Somebody deletes the journal while a process that holds the state works, at any step of its disk. */
export function journalLossRow(lab: Lab): Row {
  const places = lab.points.filter(({ op }) => op > WARM_CALLS && isDecided(lab, op));
  return {
    name: 'journal-loss',
    fault: 'rm -rf of the journal at a disk step of a live owner',
    quick: 50,
    total: places.length,
    waits: false,
    check: (number) => lost(lab, spread(places, number, lab.seed)),
  };
}

/** A call that decides nothing leaves no time; the record of a rebuilt journal does. */
export function isDecided({ shipped }: Lab, op: number): boolean {
  return shipped.boundaries[op]?.state !== shipped.boundaries[op + 1]?.state;
}

async function lost(lab: Lab, point: Point): Promise<string | null> {
  const one: Case = caseAt(lab, point, 'some');
  const { story, boundaries } = point.golden;
  const from = point.op - WARM_CALLS;
  const before = boundaries[from];
  if (before === undefined) throw new Error(`there is no boundary before call ${from}`);
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  const vanishing = new VanishingDisk(disk, () => [JOURNAL]);
  const mutant = { ...lab.mutant, disk: () => vanishing };
  const client = start({ disk, world, player: story.player, mutant });
  for (let op = from; op < point.op; op += 1) await story.perform(client, op, false);
  vanishing.at(disk.steps + point.step);
  const answer = await answerOf(story.perform(client, point.op, false));
  vanishing.now();
  // What the process has in memory makes the journal anew, whatever became of the call.
  await answerOf(story.perform(client, point.op, true));
  const problem = await goOn(one, client, disk, world, BOOT);
  return problem && `${where(point)}: ${answer}\n${disk.explain(6)}\n=> ${problem}`;
}

async function answerOf(call: Promise<string>): Promise<string> {
  try {
    return await call;
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return `${error.code} ${error.message} ${error.cause}`;
  }
}
