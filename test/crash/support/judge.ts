import { type Case, cut } from '../../../src/prove/sim/judge.ts';
import type { World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk, SimImage } from '../../../src/sim/sim-disk.ts';

/** What is there before a step of a call. */
export interface Moment {
  readonly image: SimImage;
  readonly world: World;
}

/** Every moment of one call in a new process: before each disk step, and after the last. */
export async function moments(one: Case): Promise<{ moments: Moment[]; disk: SimDisk }> {
  const found: Moment[] = [];
  const { disk, world } = await cut(one, {}, one.op, (machine) => {
    const look = () => {
      found.push({ image: machine.disk.killImage(), world: machine.world.clone() });
    };
    Object.defineProperty(machine.disk.faults, 'fail', { get: look, configurable: true });
  });
  found.push({ image: disk.killImage(), world: world.clone() });
  return { moments: found, disk };
}
