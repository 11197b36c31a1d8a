import { isMillraceError } from '../../src/runtime/errors.ts';
import type { World } from '../sim/sim-attempts.ts';
import { SimCrash, SimDisk, type SimFaults, type SimImage } from '../sim/sim-disk.ts';
import { BOOT, type Boundary, perform, player, statusOf } from './campaign.ts';
import { canonicalState, difference, firstDifference, stateOn, treeOf } from './canonical.ts';
import { type Mutant, type Process, start } from './process.ts';

/** Calls that a client may need to get to where one call without trouble would have got. */
const CALLS_MAX = 4;

export interface Case {
  readonly golden: readonly Boundary[];
  /** The call that is cut short. */
  readonly op: number;
  readonly mutant: Mutant;
  /** `some`: links to evidence may be gone. */
  readonly evidence: 'all' | 'some';
}

/** A process that ended at a step, or lived through what failed there. */
export interface Cut {
  readonly disk: SimDisk;
  readonly world: World;
  readonly process: Process;
  /** What the call threw, or null. */
  readonly error: unknown;
  readonly crashed: boolean;
}

/** Performs one call in a new process, under faults; from an earlier call on, to warm the process up. */
export async function cut(
  one: Case,
  faults: SimFaults,
  from = one.op,
  prepare: (machine: Pick<Cut, 'disk' | 'world'>) => void = () => {},
): Promise<Cut> {
  const before = one.golden[from];
  if (before === undefined) throw new Error(`there is no boundary before call ${from}`);
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  const process = started(one, disk, world, BOOT);
  for (let call = from; call < one.op; call += 1) await perform(process, call);
  const { crash_at } = faults;
  Object.assign(disk.faults, faults);
  if (crash_at !== undefined) disk.faults.crash_at = crash_at + disk.steps;
  prepare({ disk, world });
  return performed({ disk, world, process }, () => perform(process, one.op));
}

/** What is there before a step of a call. */
export interface Moment {
  readonly image: SimImage;
  readonly world: World;
}

/** Every moment of one call in a new process: before each disk step, and after the last. */
export async function moments(one: Case): Promise<{ moments: Moment[]; disk: SimDisk }> {
  const found: Moment[] = [];
  const { disk, world } = await cut(one, {}, one.op, (process) => {
    const look = () => {
      found.push({ image: process.disk.killImage(), world: process.world.clone() });
    };
    Object.defineProperty(process.disk.faults, 'fail', { get: look, configurable: true });
  });
  found.push({ image: disk.killImage(), world: world.clone() });
  return { moments: found, disk };
}

/** Another process goes on with what a crash left; says what is wrong, or null. */
export function recover(
  one: Case,
  image: SimImage,
  world: World,
  boot = BOOT,
): Promise<string | null> {
  const disk = new SimDisk(image);
  return goOn(one, started(one, disk, world, boot), disk, world, boot);
}

/** The same, under faults. */
export function recoverUnderFaults(
  one: Case,
  image: SimImage,
  world: World,
  faults: SimFaults,
): Promise<Cut> {
  const disk = new SimDisk(image, faults);
  const process = started(one, disk, world, BOOT);
  return performed({ disk, world, process }, () => goOn(one, process, disk, world, BOOT));
}

function started(one: Case, disk: SimDisk, world: World, boot: string): Process {
  return start({ disk, world, player, boot, mutant: one.mutant });
}

async function performed(
  cut: Pick<Cut, 'disk' | 'world' | 'process'>,
  work: () => Promise<unknown>,
): Promise<Cut> {
  try {
    await work();
    return { ...cut, error: null, crashed: false };
  } catch (error) {
    return { ...cut, error, crashed: error instanceof SimCrash };
  }
}

/** Makes calls until what the next boundary says is reached, then compares everything with it. */
export async function goOn(
  one: Case,
  process: Process,
  disk: SimDisk,
  world: World,
  boot: string,
): Promise<string | null> {
  const after = one.golden[one.op + 1];
  if (after === undefined) return `there is no boundary after call ${one.op}`;
  try {
    // Who knows no mark of this boot reads as far as an owner does.
    let found = look(after, disk, world, 'another boot');
    for (let call = 0; call < CALLS_MAX; call += 1) {
      await perform(process, one.op, found.there);
      found = look(after, disk, world, boot);
      if (found.there) return judge(one, after, process, disk, world);
    }
    return `state after ${CALLS_MAX} calls: ${firstDifference(after.state, found.state)}`;
  } catch (error) {
    if (error instanceof SimCrash) throw error;
    if (isMillraceError(error)) return `${error.code}: ${error.message}`;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Whether the journal is where it should be, and whatever it says was started was started. */
function look(after: Boundary, disk: SimDisk, world: World, boot: string) {
  const state = stateOn(disk, boot);
  const text = canonicalState(state);
  const live = [...state.runs.values()].flatMap((run) => run.request?.live?.id ?? []);
  return { state: text, there: text === after.state && live.every((id) => world.spawned.has(id)) };
}

function judge(
  { evidence }: Case,
  after: Boundary,
  { runtime }: Process,
  disk: SimDisk,
  world: World,
): string | null {
  const status = statusOf(runtime);
  if (status !== after.status) return `status: ${firstDifference(after.status, status)}`;
  return difference(after.tree, treeOf(disk.live), evidence) ?? onceOnly(world, after.world);
}

/** Nothing ran twice, nothing ran that need not run, and nothing was forgotten. */
function onceOnly(world: World, golden: World): string | null {
  for (const [attempt, times] of world.spawned) {
    if (times !== 1) return `${attempt} was spawned ${times} times`;
  }
  const played = world.requests.map((one) => one.request_id).join(' ');
  const right = golden.requests.map((one) => one.request_id).join(' ');
  return played === right ? null : `stages played: ${played} instead of ${right}`;
}
