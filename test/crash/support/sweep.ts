import type { Golden } from '../../../src/prove/sim/golden.ts';
import { type Case, cut, goOn, recover, recoverUnderFaults } from '../../../src/prove/sim/judge.ts';
import { BOOT, INTACT, type Mutant } from '../../../src/prove/sim/machine.ts';
import { isMillraceError } from '../../../src/runtime/errors/errors.ts';
import { campaign } from '../../support/campaign.ts';
import { type Moment, moments } from './judge.ts';

/** Enough to see what is wrong. */
const VIOLATIONS_MAX = 3;

export interface Sweep {
  readonly golden: Golden;
  readonly mutant: Mutant;
  cases: number;
  readonly violations: string[];
}

/** What has to come out is what the engine as it is makes of it, for a mutant too. */
export async function sweepOf(mutant: Mutant = INTACT): Promise<Sweep> {
  return { golden: await campaign(), mutant, cases: 0, violations: [] };
}

/** Every `every`th call, from `first` on. */
export function calls(sweep: Sweep, first = 0, every = 1): number[] {
  const all = sweep.golden.boundaries.slice(0, -1).map((_, op) => op);
  return all.filter((op) => op >= first && (op - first) % every === 0);
}

/** Kinds of steps that leave what a killed process leaves as it was. */
const INVISIBLE = new Set(['sync', 'syncDir']);

/** Ends a new process before every step of the calls, and inside every write. */
export async function sweepKills(sweep: Sweep, ops: Iterable<number>): Promise<void> {
  for await (const { one, where, left } of points(sweep, ops, 1)) {
    note(sweep, where, await recover(one, left.image, left.world));
  }
}

/** The same in a process that has worked before, at some steps: it holds files open and texts in memory. */
export async function sweepWarmKills(
  sweep: Sweep,
  ops: Iterable<number>,
  every: number,
): Promise<void> {
  for await (const { one, step, where } of points(sweep, ops, every)) {
    const { disk, world, crashed } = await cut(one, { crash_at: step }, Math.max(0, one.op - 2));
    if (crashed) note(sweep, `warm ${where}`, await recover(one, disk.live, world));
  }
}

/** Ends the process, then the one that recovers, at some steps of both; a third one goes on. */
export async function sweepRecoveries(
  sweep: Sweep,
  ops: Iterable<number>,
  every: number,
): Promise<void> {
  for await (const { one, step, where, left } of points(sweep, ops, every)) {
    for (let again = 1 + (step % every); ; again += every) {
      const world = left.world.clone();
      const second = await recoverUnderFaults(one, left.image, world, { crash_at: again });
      if (!second.crashed) break;
      const problem = await recover(one, second.disk.live, world);
      note(sweep, `${where}, again at ${again}\n${second.disk.explain(4)}`, problem);
    }
  }
}

/** Loses power at some steps: what is left is any of a few images. */
export async function sweepPowerLosses(
  sweep: Sweep,
  ops: Iterable<number>,
  every: number,
  images: number,
): Promise<void> {
  for await (const { one, step, where, left } of points(sweep, ops, every, 'some')) {
    for (const image of left.image.powerImages(images, step)) {
      const problem = await recover(one, image, left.world.clone(), 'boot after the power loss');
      note(sweep, `${where}, power lost [${image.label.slice(-200)}]`, problem);
    }
  }
}

/** Lets steps fail once; the same process then goes on, and a new one as well. */
export async function sweepFaults(
  sweep: Sweep,
  ops: Iterable<number>,
  every: number,
  code: string,
): Promise<void> {
  for await (const { one, step, torn, where } of points(sweep, ops, every, 'some')) {
    if (torn) continue;
    const { disk, world, error, client } = await cut(one, { fail: { at: step, code } });
    const coded = error === null || isMillraceError(error);
    const uncoded = coded
      ? null
      : `not a coded error: ${error instanceof Error ? error.stack : ''}`;
    delete disk.faults.fail;
    const other = await recover(one, disk.killImage(), world.clone());
    const same = await goOn(one, client, disk, world, BOOT);
    note(sweep, `${where}, ${code}`, uncoded ?? other ?? same);
  }
}

interface Point {
  readonly one: Case;
  readonly step: number;
  /** The process ended inside this step, not before it. */
  readonly torn: boolean;
  readonly where: string;
  /** What it left. */
  readonly left: Moment;
}

/** Every `every`th step of each call, shifted from call to call, and the inside of writes. */
async function* points(
  { golden, mutant, violations }: Sweep,
  ops: Iterable<number>,
  every: number,
  evidence: Case['evidence'] = 'all',
): AsyncGenerator<Point> {
  for (const op of ops) {
    const one: Case = { golden, op, mutant, evidence };
    const whole = await moments(one);
    const { log } = whole.disk;
    for (let step = 1 + (op % every); step <= log.length + 1; step += every) {
      if (violations.length >= VIOLATIONS_MAX) return;
      const { call, path } = log[step - 1] ?? { call: 'end', path: '' };
      const where = `call ${op}, step ${step} of ${log.length}: ${call} ${path}`;
      const left = whole.moments[step - 1];
      const visible = !INVISIBLE.has(log[step - 2]?.call ?? '');
      if (visible && left !== undefined) yield { one, step, torn: false, where, left };
      if (call !== 'write') continue;
      const { disk, world } = await cut(one, { crash_at: step, torn: 0.5 });
      const half = { image: disk.killImage(), world };
      yield { one, step, torn: true, where: `${where}, torn`, left: half };
    }
  }
}

function note(sweep: Sweep, where: string, problem: string | null): void {
  sweep.cases += 1;
  if (problem !== null) sweep.violations.push(`${where}\n=> ${problem}`);
}
