import { isMillraceError } from '../../runtime/errors/errors.ts';
import type { World } from '../../sim/sim-attempts.ts';
import { SimCrash, SimDisk, type SimFaults, type SimImage } from '../../sim/sim-disk.ts';
import type { Boundary, Golden } from './golden.ts';
import { BOOT, type Mutant, type Process, start } from './machine.ts';
import { liveRequests, stateOn, treeOf } from './observe.ts';
import { canonicalState, difference, firstDifference, onceOnly } from './oracle.ts';
import { statusOf } from './scripts.ts';

/** Calls that a client may need to get to where one call without trouble would have got. */
const CALLS_MAX = 4;

export interface Case {
  readonly golden: Golden;
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
  readonly client: Process;
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
  const before = one.golden.boundaries[from];
  if (before === undefined) throw new Error(`there is no boundary before call ${from}`);
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  const client = started(one, disk, world, BOOT);
  for (let call = from; call < one.op; call += 1)
    await one.golden.story.perform(client, call, false);
  const { crash_at } = faults;
  Object.assign(disk.faults, faults);
  if (crash_at !== undefined) disk.faults.crash_at = crash_at + disk.steps;
  prepare({ disk, world });
  return performed({ disk, world, client }, () => one.golden.story.perform(client, one.op, false));
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
  const client = started(one, disk, world, BOOT);
  return performed({ disk, world, client }, () => goOn(one, client, disk, world, BOOT));
}

function started(one: Case, disk: SimDisk, world: World, boot: string): Process {
  return start({ disk, world, player: one.golden.story.player, boot, mutant: one.mutant });
}

async function performed(
  cut: Pick<Cut, 'disk' | 'world' | 'client'>,
  work: () => Promise<unknown>,
): Promise<Cut> {
  try {
    await work();
    return { ...cut, error: null, crashed: false };
  } catch (error) {
    return { ...cut, error, crashed: error instanceof SimCrash };
  }
}

/**
 * Another process goes on until the journal says what the next boundary does. Files are not compared: what
 * was hidden for a while is written again only by a repair.
 */
export async function reach(one: Case, disk: SimDisk, world: World): Promise<string | null> {
  const after = one.golden.boundaries[one.op + 1];
  if (after === undefined) return `there is no boundary after call ${one.op}`;
  const client = started(one, disk, world, BOOT);
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const { error } = await performed({ disk, world, client }, () =>
      one.golden.story.perform(client, one.op, look(after, disk, world, BOOT).there),
    );
    if (error !== null) return error instanceof Error ? `${error.message}` : String(error);
    const found = look(after, disk, world, BOOT);
    if (found.there) return onceOnly(world, after.world);
    if (call === CALLS_MAX - 1) return `state: ${firstDifference(after.state, found.state)}`;
  }
  return null;
}

/** Makes calls until what the next boundary says is reached, then compares everything with it. */
export async function goOn(
  one: Case,
  client: Process,
  disk: SimDisk,
  world: World,
  boot: string,
): Promise<string | null> {
  const after = one.golden.boundaries[one.op + 1];
  if (after === undefined) return `there is no boundary after call ${one.op}`;
  try {
    // Who knows no mark of this boot reads as far as an owner does.
    let found = look(after, disk, world, 'another boot');
    for (let call = 0; call < CALLS_MAX; call += 1) {
      await one.golden.story.perform(client, one.op, found.there);
      found = look(after, disk, world, boot);
      if (found.there) return judge(one, after, client, { disk, world, live: found.live });
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
  const there = text === after.state && live.every((id) => world.spawned.has(id));
  return { state: text, there, live: liveRequests(state) };
}

function judge(
  { evidence }: Case,
  after: Boundary,
  { runtime }: Process,
  found: Pick<Cut, 'disk' | 'world'> & { readonly live: readonly string[] },
): string | null {
  const status = statusOf(runtime);
  if (status !== after.status) return `status: ${firstDifference(after.status, status)}`;
  const tree = treeOf(found.disk.live, found.live);
  return difference(after.tree, tree, evidence) ?? onceOnly(found.world, after.world);
}
