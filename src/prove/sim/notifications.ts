import type { World } from '../../sim/sim-attempts.ts';
import {
  SimCrash,
  SimDisk,
  type SimFaults,
  type SimImage,
  type SimStep,
} from '../../sim/sim-disk.ts';
import { SimSinks } from '../../sim/sim-sinks.ts';
import type { Golden } from './golden.ts';
import { BOOT, NEXT_BOOT, start } from './machine.ts';

/** Calls that may be needed after a crash until everything was delivered. */
const CALLS_MAX = 3;
/** What a crash may have told again. */
export const TOLD_PER_CRASH_MAX = 2;

export interface Telling {
  readonly golden: Golden;
  readonly op: number;
}

/** What a call leaves that was cut short, and what its user got to hear. */
interface Left {
  readonly disk: SimDisk;
  readonly world: World;
  readonly sinks: SimSinks;
  readonly crashed: boolean;
}

/** Which notices a call without any fault tells. */
export async function toldBy(one: Telling): Promise<{ ids: string[]; log: readonly SimStep[] }> {
  const { sinks, disk } = await tellUnder(one, {});
  return { ids: sinks.ids(), log: disk.log };
}

/** Ends a process at a step of the call; others go on with what it left. Says what is wrong, or null. */
export async function toldAfterKill(
  one: Telling,
  expected: readonly string[],
  faults: SimFaults,
): Promise<string | null> {
  const left = await tellUnder(one, faults);
  return left.crashed ? goOnTelling(one, expected, left, left.disk.killImage(), BOOT) : null;
}

/** The same with the power of the machine, which may leave any of several images. */
export async function toldAfterPowerLoss(
  one: Telling,
  expected: readonly string[],
  faults: SimFaults,
  images: number,
): Promise<string | null> {
  const left = await tellUnder(one, faults);
  if (!left.crashed) return null;
  for (const image of left.disk.powerImages(images)) {
    const problem = await goOnTelling(one, expected, left, image, NEXT_BOOT);
    if (problem !== null) return `${problem} [${image.label.slice(-200)}]`;
  }
  return null;
}

async function goOnTelling(
  { golden, op }: Telling,
  expected: readonly string[],
  left: Left,
  image: SimImage,
  boot: string,
): Promise<string | null> {
  const sinks = left.sinks.clone();
  const world = left.world.clone();
  const disk = new SimDisk(image);
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const client = start({ disk, world, player: golden.story.player, boot, sinks });
    await golden.story.perform(client, op + call, false);
    client.runtime.close();
  }
  return problemOf(sinks.ids(), expected);
}

async function tellUnder({ golden, op }: Telling, faults: SimFaults): Promise<Left> {
  const before = golden.boundaries[op];
  if (before === undefined) throw new Error(`there is no boundary before call ${op}`);
  const disk = new SimDisk(before.image, faults);
  const world = before.world.clone();
  const sinks = new SimSinks();
  const client = start({ disk, world, player: golden.story.player, boot: BOOT, sinks });
  try {
    await golden.story.perform(client, op, false);
    return { disk, world, sinks, crashed: false };
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
    return { disk, world, sinks, crashed: true };
  }
}

function problemOf(delivered: readonly string[], expected: readonly string[]): string | null {
  for (const id of expected) {
    const times = delivered.filter((one) => one === id).length;
    if (times === 0) return `${id} was never told`;
    if (times > TOLD_PER_CRASH_MAX) return `${id} was told ${times} times`;
  }
  return null;
}
