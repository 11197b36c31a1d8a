import { expect, it } from 'vitest';
import type { Boundary } from '../../src/prove/sim/golden.ts';
import { goOn } from '../../src/prove/sim/judge.ts';
import { BOOT, INTACT, type Process, start } from '../../src/prove/sim/machine.ts';
import { liveRequests, RUNTIME, stateOn, treeOf } from '../../src/prove/sim/observe.ts';
import { canonicalState, difference } from '../../src/prove/sim/oracle.ts';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import type { World } from '../../src/sim/sim-attempts.ts';
import { SimCrash, SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { campaign, perform, player } from '../support/campaign.ts';

const JOURNAL = `${RUNTIME}/journal`;
const CALLS_MAX = 90;
const golden = await campaign();
const last = golden.boundaries.length - 1;

function at(op: number): Boundary {
  const boundary = golden.boundaries[op];
  if (boundary === undefined) throw new Error(`there is no boundary before call ${op}`);
  return boundary;
}

interface Machine {
  readonly disk: SimDisk;
  readonly world: World;
  readonly process: Process;
}

function machineAt(op: number, has_home = false): Machine {
  return machineOf(at(op).image, at(op).world.clone(), has_home);
}

/** Nothing is kept outside of the workspace, unless a test says so. */
function machineOf(image: SimImage, world: World, has_home = false): Machine {
  const disk = new SimDisk(image);
  return { disk, world, process: start({ disk, world, player, has_home }) };
}

/** The machine is where it would be without the loss, to the byte. */
function expectBoundary(op: number, { disk }: Machine): void {
  const state = stateOn(disk, BOOT);
  const tree = treeOf(disk.live, liveRequests(state));
  expect(canonicalState(state), `before call ${op}`).toBe(at(op).state);
  expect(difference(at(op).tree, tree, 'all'), `before call ${op}`).toBeNull();
}

it('comes back from memory when it was deleted between two calls, and goes on', async () => {
  for (const lost of [3, 9, 20, 33, 46]) {
    const machine = machineAt(lost - 1);
    await perform(machine.process, lost - 1);
    machine.disk.remove(JOURNAL);
    for (let op = lost; op < last; op += 1) await perform(machine.process, op);
    expectBoundary(last, machine);
  }
});

/** Somebody deletes the folder just before a step of the call: the disk tells when one is due. */
function deleteBefore(disk: SimDisk, step: number): void {
  let done = false;
  Object.defineProperty(disk.faults, 'short_at', {
    get: () => {
      if (disk.steps >= step && !done) {
        done = true;
        disk.remove(JOURNAL);
      }
      return undefined;
    },
  });
}

it.each([
  ['memory', false, 'journal_rebuilt'],
  ['its anchor', true, 'journal_restored'],
])('comes back from %s when it is deleted in the middle of a call', async (_, home, event) => {
  let rebuilt = 0;
  for (const op of [2, 5, 19, 30]) {
    const whole = machineAt(op, home);
    await perform(whole.process, op);
    for (let step = 1; step <= whole.disk.steps; step += 3) {
      const machine = machineAt(op - 1, home);
      await perform(machine.process, op - 1);
      deleteBefore(machine.disk, machine.disk.steps + step);
      await perform(machine.process, op).catch(expectCoded);
      await perform(machine.process, op, true);
      const one = { golden, op, mutant: INTACT, evidence: 'all' } as const;
      const problem = await goOn(one, machine.process, machine.disk, machine.world, BOOT);
      expect(problem, `call ${op}, deleted before step ${step}`).toBeNull();
      if (eventsOn(machine.disk).includes(event)) rebuilt += 1;
    }
  }
  expect(rebuilt).toBeGreaterThan(20);
});

function eventsOn(disk: SimDisk): string {
  return disk.dump(`${RUNTIME}/logs`)[`${RUNTIME}/logs/runtime_events.jsonl`] ?? '';
}

function expectCoded(error: unknown): void {
  if (!isMillraceError(error)) throw error;
}

/** A parked item waits for a person then: what it was handed over for is known to the journal only. */
it.each([
  [2, 'idle'],
  [8, 'idle'],
  [14, 'idle'],
  [21, 'idle'],
  [28, 'blocked'],
  [36, 'blocked'],
  [44, 'idle'],
  [52, 'idle'],
])('is made from the folders when nobody remembers it, before call %i', async (op, condition) => {
  const disk = new SimDisk(at(op).image);
  disk.remove(JOURNAL);
  const machine = machineOf(disk.live, at(op).world.clone());
  const before = documentsOn(machine.disk);
  await perform(machine.process, op);
  expect(documentsOn(machine.disk)).toEqual(expect.arrayContaining(before));
  for (let call = op + 1; call < op + CALLS_MAX; call += 1) {
    const did = await perform(machine.process, call);
    if (did === 'idle' || did === 'waiting') break;
  }
  expect(machine.process.runtime.status().condition).toBe(condition);
});

it('is made from the folders with every document, wherever that is cut short', async () => {
  const image = new SimDisk(at(30).image);
  image.remove(JOURNAL);
  const whole = machineOf(image.live, at(30).world.clone());
  await perform(whole.process, 30);
  const expected = itemsOn(whole.disk);
  for (let step = 1; step <= whole.disk.steps; step += 1) {
    const cut = machineOf(image.live, at(30).world.clone());
    cut.disk.faults.crash_at = step;
    await perform(cut.process, 30).catch(expectCrash);
    const next = machineOf(cut.disk.live, cut.world);
    await perform(next.process, 30);
    expect(itemsOn(next.disk), `cut at step ${step}`).toEqual(expected);
  }
});

function expectCrash(error: unknown): void {
  if (!(error instanceof SimCrash)) throw error;
}

function itemsOn(disk: SimDisk): string[] {
  return [...stateOn(disk, BOOT).items.keys()].sort();
}

/** Names of all documents, wherever they lie. */
function documentsOn(disk: SimDisk): string[] {
  return Object.keys(disk.dump(RUNTIME))
    .filter((path) => /\/(?:specs|tasks|incidents)\/.*\.md$/.test(path))
    .map((path) => path.slice(path.lastIndexOf('/') + 1));
}
