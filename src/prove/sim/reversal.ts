import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';

/** Calls until nothing is left to do; each finishes what the one before it left. */
const CALLS_MAX = 4;
const ENDS = ['apply', 'rollback'] as const;
export type End = (typeof ENDS)[number];

/** Something that can be applied and undone. */
export interface Reversal {
  readonly before: SimDisk;
  readonly after: SimDisk;
  readonly steps: Readonly<Record<End, number>>;
  /** One call. True when nothing was left to do. */
  perform(disk: SimDisk, end: End): boolean;
}

/** Applies and undoes it once without a disturbance. */
export function reversalOf(before: SimDisk, perform: Reversal['perform']): Reversal {
  const after = new SimDisk(before.killImage());
  const start = after.steps;
  settle(perform, after, 'apply');
  const apply = after.steps - start;
  const back = new SimDisk(after.killImage());
  settle(perform, back, 'rollback');
  return { before, after, steps: { apply, rollback: back.steps }, perform };
}

/**
 * One end is killed, then the call that goes on, or back, and at last one of them comes to its end. `wrong`
 * says what is not as it has to be then, or null.
 */
export function judgeReversal(
  { before, after, steps, perform }: Reversal,
  chance: () => number,
  wrong: (disk: SimDisk, end: End) => string | null,
): string | null {
  const one = <T>(list: readonly [T, ...T[]]) =>
    list[Math.floor(chance() * list.length)] ?? list[0];
  const first = one(ENDS);
  let disk = first === 'apply' ? before : after;
  const kills: string[] = [];
  for (const end of [first, one(ENDS)]) {
    const crash_at = 1 + Math.floor(chance() * steps[end]);
    disk = new SimDisk(disk.killImage(), { crash_at, ...(chance() < 0.5 ? {} : { torn: 0.5 }) });
    kills.push(`${end} killed at step ${crash_at}: ${outcome(perform, disk, end)}`);
  }
  const end = one(ENDS);
  const last = new SimDisk(disk.killImage());
  settle(perform, last, end);
  const found = wrong(last, end);
  return found === null ? null : `${kills.join('\n')}\nthen ${end}\n=> ${found}`;
}

function settle(perform: Reversal['perform'], disk: SimDisk, end: End): void {
  for (let calls = 0; calls < CALLS_MAX; calls += 1) if (perform(disk, end)) return;
}

function outcome(perform: Reversal['perform'], disk: SimDisk, end: End): string {
  try {
    settle(perform, disk, end);
    return 'it had ended before';
  } catch (error) {
    if (error instanceof SimCrash) return disk.explain(2);
    throw error;
  }
}
