import { seededRandom } from '../../sim/random.ts';
import type { SimImage } from '../../sim/sim-disk.ts';
import { type AssetSource, freshDisk } from '../../sim/sim-workspace.ts';
import { type Golden, play } from './golden.ts';
import { type Case, cut } from './judge.ts';
import { INTACT, type Mutant } from './machine.ts';
import { operatedStory, STEP_OP_LAST, shippedStory, steeredStory } from './scripts.ts';

const MODE = 'default_offline';
/** By then the retired stage has ended and its successor was taken in. */
const OPERATED_OP_LAST = 7;

/** A step of a call at which something can go wrong. */
export interface Point {
  readonly golden: Golden;
  readonly op: number;
  /** Counted from the beginning of the call, from 1 on; one more than the last = after all of them. */
  readonly step: number;
  /** What is done in this step, and in the one before. */
  readonly call: string;
  readonly before: string;
}

/** What the rows on a simulated machine share. */
export interface Lab {
  readonly seed: number;
  /** A workspace to which nothing was handed over. */
  readonly empty: SimImage;
  /** Where the shipped assets lie. */
  readonly source: AssetSource;
  readonly shipped: Golden;
  readonly operated: Golden;
  readonly points: readonly Point[];
  /** The same of openings, which change nothing: `step` is the number of the opening. */
  readonly openings: readonly Point[];
  /** Of the operated campaign. */
  readonly operated_points: readonly Point[];
  /** Of the campaign in which an operator changes the course of the work. */
  readonly steered_points: readonly Point[];
  readonly mutant: Mutant;
}

export async function openLab(source: AssetSource, seed: number): Promise<Lab> {
  const empty = freshDisk(source, MODE);
  const shipped = await play(shippedStory, empty);
  const operated = await play(operatedStory, empty);
  const steered = await play(steeredStory, empty);
  return {
    seed,
    empty: empty.killImage(),
    source,
    shipped,
    operated,
    points: await pointsOf(shipped),
    openings: await openingsOf(shipped),
    operated_points: await pointsOf(operated, OPERATED_OP_LAST),
    steered_points: await pointsOf(steered, STEP_OP_LAST),
    mutant: INTACT,
  };
}

async function pointsOf(golden: Golden, op_last = Number.POSITIVE_INFINITY): Promise<Point[]> {
  const points: Point[] = [];
  const calls = Math.min(golden.boundaries.length - 1, op_last + 1);
  for (let op = 0; op < calls; op += 1) {
    const { log } = (await cut({ golden, op, mutant: INTACT, evidence: 'all' }, {})).disk;
    for (let step = 1; step <= log.length + 1; step += 1) {
      const call = log[step - 1]?.call ?? '';
      points.push({ golden, op, step, call, before: log[step - 2]?.call ?? '' });
    }
  }
  return points;
}

async function openingsOf(golden: Golden): Promise<Point[]> {
  const points: Point[] = [];
  for (let op = 0; op < golden.boundaries.length - 1; op += 1) {
    const { openings } = (await cut({ golden, op, mutant: INTACT, evidence: 'all' }, {})).disk;
    for (let step = 1; step <= openings; step += 1)
      points.push({ golden, op, step, call: 'open', before: '' });
  }
  return points;
}

export function caseAt(lab: Lab, point: Point, evidence: Case['evidence'] = 'all'): Case {
  return { golden: point.golden, op: point.op, mutant: lab.mutant, evidence };
}

/** A generator of its own for each case. */
export function chanceOf(lab: Pick<Lab, 'seed'>, number: number): () => number {
  return seededRandom(lab.seed * 1_000_003 + number);
}

export function where({ op, step, call }: Point): string {
  return `call ${op}, step ${step} (${call === '' ? 'after the last' : call})`;
}
