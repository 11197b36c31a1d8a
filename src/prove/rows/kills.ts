import { type CrashPoint, everyPlace, killsOf } from '../sim/crash-points.ts';
import { cut, recover, recoverUnderFaults } from '../sim/judge.ts';
import { caseAt, chanceOf, type Lab, where } from '../sim/lab.ts';
import { NEXT_BOOT } from '../sim/machine.ts';
import { type Row, spread } from './row.ts';

const IMAGES_MAX = 4;
/** Calls that a process has behind it before the one that it is killed in. */
const WARM_CALLS = 2;

/** Ends the process before a step, or inside a write; another one goes on. */
export function killRow(lab: Lab): Row {
  const places = killsOf(lab.points);
  return {
    name: 'kill',
    fault: 'kill -9 before a disk step or inside a write',
    quick: 150,
    total: places.length,
    waits: false,
    check: (number) => killed(lab, spread(places, number, lab.seed), 0),
  };
}

/** The same in a process that holds files open and texts in memory. */
export function warmKillRow(lab: Lab): Row {
  const places = killsOf(lab.points.filter(({ op }) => op > WARM_CALLS));
  return {
    name: 'kill-warm',
    fault: 'the same in a process that has worked before',
    quick: 60,
    total: places.length,
    waits: false,
    check: (number) => killed(lab, spread(places, number, lab.seed), WARM_CALLS),
  };
}

/** While an operator retires a stage that obeys late and leaves a whole result. */
export function fenceRow(lab: Lab): Row {
  const places = killsOf(lab.operated_points);
  return {
    name: 'fence',
    fault: 'kill -9 while a stage is retired that ends late with a result',
    quick: 60,
    total: places.length,
    waits: false,
    check: (number) => killed(lab, spread(places, number, lab.seed), 0),
  };
}

/** While an operator pauses a plane, untangles and replaces work, and lets it go on. */
export function interventionRow(lab: Lab): Row {
  const places = killsOf(lab.steered_points);
  return {
    name: 'intervention',
    fault: 'kill -9 while an operator changes the course of the work',
    quick: 60,
    total: places.length,
    waits: false,
    check: (number) => killed(lab, spread(places, number, lab.seed), 0),
  };
}

async function killed(lab: Lab, { point, torn }: CrashPoint, warm: number): Promise<string | null> {
  const one = caseAt(lab, point);
  const { disk, world, crashed } = await cut(one, crash(point.step, torn), point.op - warm);
  if (warm > 0 && !crashed) return null;
  const problem = await recover(one, disk.live, world);
  return problem && `${where(point)}\n${disk.explain(4)}\n=> ${problem}`;
}

/** Ends the process that recovers as well; a third one goes on. */
export function recoveryRow(lab: Lab): Row {
  const places = killsOf(lab.points);
  return {
    name: 'recovery',
    fault: 'kill -9 of the process that recovers from a kill',
    quick: 60,
    total: null,
    waits: false,
    async check(number) {
      const { point, torn } = spread(places, number, lab.seed);
      const one = caseAt(lab, point);
      const first = await cut(one, crash(point.step, torn));
      const whole = await recoverUnderFaults(one, first.disk.live, first.world.clone(), {});
      const chance = chanceOf(lab, number);
      const crash_at = 1 + Math.floor(chance() * whole.disk.steps);
      const faults = chance() < 0.5 ? { crash_at } : { crash_at, torn: 0.5 };
      const world = first.world.clone();
      const second = await recoverUnderFaults(one, first.disk.live, world, faults);
      const problem = await recover(one, second.disk.live, world);
      return (
        problem && `${where(point)}, again at ${crash_at}\n${second.disk.explain(4)}\n=> ${problem}`
      );
    },
  };
}

/** What is left is any of the images that the platter may hold. */
export function powerRow(lab: Lab): Row {
  const places = everyPlace(lab.points);
  return {
    name: 'power',
    fault: 'power loss: any image that the platter may hold',
    quick: 70,
    total: null,
    waits: false,
    async check(number) {
      const { point, torn } = spread(places, number, lab.seed);
      const one = caseAt(lab, point, 'some');
      const { disk, world } = await cut(one, crash(point.step, torn));
      const images = [...disk.powerImages(IMAGES_MAX, lab.seed + number)];
      const image = images[number % images.length];
      if (image === undefined) throw new Error('a power loss leaves an image');
      const problem = await recover(one, image, world, NEXT_BOOT);
      return problem && `${where(point)} [${image.label.slice(-200)}]\n=> ${problem}`;
    },
  };
}

function crash(crash_at: number, torn: boolean) {
  return torn ? { crash_at, torn: 0.5 } : { crash_at };
}
