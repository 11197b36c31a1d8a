import { World } from '../../sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../../sim/sim-disk.ts';
import { BOOT, start } from './machine.ts';
import { liveRequests, stateOn, treeOf } from './observe.ts';
import { canonicalState, type Tree } from './oracle.ts';
import { type Story, statusOf } from './scripts.ts';

const OPS_MAX = 90;

/** What there is between two calls. */
export interface Boundary {
  readonly image: SimImage;
  readonly world: World;
  readonly state: string;
  readonly tree: Tree;
  readonly status: string;
}

/** A story without any fault. */
export interface Golden {
  readonly story: Story;
  /** Boundary n is what call n finds. */
  readonly boundaries: readonly Boundary[];
}

/** Every call by a process of its own, as a terminal does it. */
export async function play(story: Story, empty: SimDisk): Promise<Golden> {
  const boundaries: Boundary[] = [];
  const world = new World();
  let disk = new SimDisk(empty.killImage().settled());
  boundaries.push(boundaryOf(disk, world, ''));
  for (let op = 0; op < OPS_MAX; op += 1) {
    disk = new SimDisk(disk.live);
    const client = start({ disk, world, player: story.player });
    const did = await story.perform(client, op, false);
    boundaries.push(boundaryOf(disk, world, statusOf(client.runtime)));
    if (op > 1 && did === 'idle') return { story, boundaries };
  }
  throw new Error(`the campaign did not end after ${OPS_MAX} calls`);
}

function boundaryOf(disk: SimDisk, world: World, status: string): Boundary {
  const image = disk.killImage();
  const state = stateOn(disk, BOOT);
  return {
    image,
    world: world.clone(),
    state: canonicalState(state),
    tree: treeOf(image, liveRequests(state)),
    status,
  };
}
