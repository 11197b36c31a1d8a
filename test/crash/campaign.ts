import type { WorkspaceRuntime } from '../../src/runtime/engine/runtime.ts';
import { SPEC, shippedPlayer } from '../sim/shipped-player.ts';
import { type Played, type Player, World } from '../sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../sim/sim-disk.ts';
import { freshDisk } from '../sim/sim-workspace.ts';
import { canonicalState, canonicalText, stateOn, type Tree, treeOf } from './canonical.ts';
import { type Process, start } from './process.ts';

export const BOOT = 'sim-boot';
const START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 60_000;
const OPS_MAX = 90;

/** Request ordinal -> what goes wrong with its first attempt. */
const TROUBLE: Readonly<Record<string, Played>> = {
  '000001': { stdout: 'Sorry, no result.\n' },
  '000003': { stdout: '', stderr: 'rate limit, retry after 60\n', exit_code: 1 },
  '000004': { stdout: '', outcome: 'lost' },
};

/** The shipped campaign, with a broken contract, a provider that needs rest, a lost attempt, and usage. */
export const player: Player = (request, world) => {
  const met = world.requests.filter((one) => one.request_id === request.request_id).length;
  const trouble = TROUBLE[request.request_id.slice(-6)];
  if (trouble !== undefined && met === 1) return trouble;
  const played = shippedPlayer(request, world);
  if (played === null) return null;
  return { ...played, out: { ...played.out, 'usage.json': usage(world.requests.length) } };
};

function usage(input_tokens: number): string {
  const count = { input_tokens, cached_input_tokens: 1, output_tokens: 2, thinking_tokens: 0 };
  return JSON.stringify({ ...count, total_tokens: input_tokens + 3 });
}

/**
 * One call of a client, at its own time: a tick that finds nothing to do and adopts the plan, the
 * handing over of the spec, then ticks. `again` repeats the handing over instead of a tick, which
 * changes nothing but makes a process recover what it finds.
 */
export async function perform(process: Process, op: number, again = false): Promise<string> {
  const { runtime, clock } = process;
  clock.setWall(START_MS + op * STEP_MS);
  if (op !== 1 && !(again && op > 1)) return (await runtime.tick({ wait_ms: 0 })).did;
  const command = { name: 'admit', family: 'spec', text: SPEC, channel: 'test' } as const;
  await runtime.command(command, 'the-spec');
  return 'admitted';
}

/** What there is between two calls. */
export interface Boundary {
  readonly image: SimImage;
  readonly world: World;
  readonly state: string;
  readonly tree: Tree;
  readonly status: string;
}

let whole: Promise<readonly Boundary[]> | null = null;

/** Every call by a process of its own, as a terminal does it. Boundary n is what call n finds. */
export function campaign(): Promise<readonly Boundary[]> {
  whole ??= play();
  return whole;
}

async function play(): Promise<Boundary[]> {
  const boundaries: Boundary[] = [];
  const world = new World();
  let disk = new SimDisk(freshDisk('default_offline').killImage().settled());
  boundaries.push(boundaryOf(disk, world, ''));
  for (let op = 0; op < OPS_MAX; op += 1) {
    disk = new SimDisk(disk.live);
    const process = start({ disk, world, player });
    const did = await perform(process, op);
    boundaries.push(boundaryOf(disk, world, statusOf(process.runtime)));
    if (op > 1 && did === 'idle') return boundaries;
  }
  throw new Error(`the campaign did not end after ${OPS_MAX} calls`);
}

function boundaryOf(disk: SimDisk, world: World, status: string): Boundary {
  const image = disk.killImage();
  return {
    image,
    world: world.clone(),
    state: canonicalState(stateOn(disk, BOOT)),
    tree: treeOf(image),
    status,
  };
}

export function statusOf(runtime: WorkspaceRuntime): string {
  return canonicalText(JSON.stringify({ ...runtime.status(), seq: 0 }));
}
