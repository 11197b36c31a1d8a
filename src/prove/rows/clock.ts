import { SimDisk } from '../../sim/sim-disk.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { BOOT, type Process, start } from '../sim/machine.ts';
import { stateOn } from '../sim/observe.ts';
import { canonicalState, firstDifference, onceOnly, timeless } from '../sim/oracle.ts';
import { handOver, START_MS, STEP_MS, tick } from '../sim/scripts.ts';
import type { Row } from './row.ts';

/** As far as a clock may jump at once. */
const JUMP_MS_MAX = 30 * 24 * 3_600_000;
const JUMP_CHANCE = 0.3;
/** A provider that needs rest is waited for in such steps. */
const PAUSE_STEP_MS = 24 * 3_600_000;
const CALLS_MAX = 500;

/** A whole campaign while the wall clock is set back and forth between its calls. */
export function clockRow(lab: Lab): Row {
  return {
    name: 'clock',
    fault: 'a wall clock that jumps back and forth by up to a month',
    quick: 2,
    total: null,
    waits: false,
    check: (number) => jumping(lab, number),
  };
}

async function jumping(lab: Lab, number: number): Promise<string | null> {
  const { boundaries, story } = lab.shipped;
  const [first, last] = [boundaries[0], boundaries.at(-1)];
  if (first === undefined || last === undefined) throw new Error('the campaign has no boundary');
  const chance = chanceOf(lab, number);
  const world = first.world.clone();
  const disk = new SimDisk(first.image);
  let wall_ms = START_MS;
  let client: Process | null = null;
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const anew = client === null || chance() < 0.5;
    if (anew) client = start({ disk, world, player: story.player, mutant: lab.mutant });
    if (client === null) continue;
    client.clock.setWall(wall_ms);
    const did = call === 1 ? await handOver(client) : await tick(client);
    if (call > 1 && did === 'idle') break;
    wall_ms += did === 'paused' ? PAUSE_STEP_MS : STEP_MS;
    if (chance() < JUMP_CHANCE) wall_ms += Math.round((chance() * 2 - 1) * JUMP_MS_MAX);
  }
  const found = timeless(canonicalState(stateOn(disk, BOOT)));
  const expected = timeless(last.state);
  if (found !== expected) return firstDifference(expected, found);
  return onceOnly(world, last.world);
}
