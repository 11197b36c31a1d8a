import { isMillraceError } from '../../runtime/errors/errors.ts';
import type { SimFaults } from '../../sim/sim-disk.ts';
import { cut, goOn, recover } from '../sim/judge.ts';
import { caseAt, type Lab, type Point, where } from '../sim/lab.ts';
import { BOOT, NEXT_BOOT } from '../sim/machine.ts';
import { type Row, spread } from './row.ts';

type Faults = (point: Point) => SimFaults;

/** A step fails, once or from then on until the call is over; then both the same and a new process go on. */
function failing(
  lab: Lab,
  row: Pick<Row, 'name' | 'fault' | 'quick'>,
  kinds: readonly Faults[],
): Row {
  const places = lab.points.filter(({ call }) => call !== '');
  const cases = places.flatMap((point) => kinds.map((kind) => ({ point, kind })));
  return {
    ...row,
    total: cases.length,
    waits: false,
    check: (number) => {
      const { point, kind } = spread(cases, number, lab.seed);
      return faulty(lab, point, kind(point));
    },
  };
}

export function fullRow(lab: Lab): Row {
  const row = {
    name: 'full',
    fault: 'disk full at a step, once or until the call is over',
    quick: 50,
  };
  return failing(lab, row, [
    ({ step }) => ({ fail: { at: step, code: 'ENOSPC' } }),
    ({ step }) => ({ fail: { at: step, code: 'ENOSPC', sticky: true } }),
    ({ step }) => ({ short_at: step, fail: { at: step + 1, code: 'ENOSPC' } }),
  ]);
}

export function ioErrorRow(lab: Lab): Row {
  const row = {
    name: 'io-error',
    fault: 'EIO at a step, once or until the call is over',
    quick: 50,
  };
  return failing(lab, row, [
    ({ step }) => ({ fail: { at: step, code: 'EIO' }, after_failed_sync: 'kept' }),
    ({ step }) => ({ fail: { at: step, code: 'EIO' }, after_failed_sync: 'reverted' }),
    ({ step }) => ({ fail: { at: step, code: 'EIO', sticky: true } }),
  ]);
}

export function shortWriteRow(lab: Lab): Row {
  const writes = lab.points.filter(({ call }) => call === 'write');
  return {
    name: 'short-write',
    fault: 'a write takes half of its bytes',
    quick: 40,
    total: writes.length,
    waits: false,
    check: (number) => {
      const point = spread(writes, number, lab.seed);
      return faulty(lab, point, { short_at: point.step });
    },
  };
}

async function faulty(lab: Lab, point: Point, faults: SimFaults): Promise<string | null> {
  const one = caseAt(lab, point, 'some');
  const { disk, world, error, client } = await cut(one, faults);
  lift(disk.faults);
  if (error !== null && !isMillraceError(error)) {
    return `${where(point)}\n=> not a coded error: ${error instanceof Error ? error.stack : ''}`;
  }
  const other = await recover(one, disk.killImage(), world.clone());
  const problem = other ?? (await goOn(one, client, disk, world, BOOT));
  return problem && `${where(point)} ${JSON.stringify(faults)}\n${disk.explain(4)}\n=> ${problem}`;
}

/** A sync fails and drops the pages; the process goes on, then the machine loses its power. */
export function lostPagesRow(lab: Lab): Row {
  const syncs = lab.points.filter(({ call }) => call === 'sync');
  const after = ['kept', 'reverted'] as const;
  const cases = syncs.flatMap((point) =>
    after.map((after_failed_sync) => ({ point, after_failed_sync })),
  );
  return {
    name: 'lost-pages',
    fault: 'a failed fsync drops its pages, later the power is lost',
    quick: 40,
    total: cases.length,
    waits: false,
    async check(number) {
      const { point, after_failed_sync } = spread(cases, number, lab.seed);
      const one = caseAt(lab, point, 'some');
      const faults: SimFaults = { fail: { at: point.step, code: 'EIO' }, after_failed_sync };
      const { disk, world, client } = await cut(one, faults);
      delete disk.faults.fail;
      const same = await goOn(one, client, disk, world, BOOT);
      if (same !== null) return `${where(point)}, ${after_failed_sync}\n=> ${same}`;
      for (const image of disk.powerImages(2, number)) {
        const problem = await recover(one, image, world.clone(), NEXT_BOOT);
        if (problem !== null)
          return `${where(point)}, then [${image.label.slice(-200)}]\n=> ${problem}`;
      }
      return null;
    },
  };
}

/** A process that has no descriptor left for one opening, or for all until the call is over. */
export function descriptorsRow(lab: Lab): Row {
  const kinds = [false, true].map((sticky) => (point: Point): SimFaults => {
    return { descriptors: { at: point.step, sticky } };
  });
  const cases = lab.openings.flatMap((point) => kinds.map((kind) => ({ point, kind })));
  return {
    name: 'descriptors',
    fault: 'no descriptor is left for an opening, once or until the call is over',
    quick: 50,
    total: cases.length,
    waits: false,
    check: (number) => {
      const { point, kind } = spread(cases, number, lab.seed);
      return faulty(lab, point, kind(point));
    },
  };
}

function lift(faults: SimFaults): void {
  delete faults.fail;
  delete faults.descriptors;
  delete faults.short_at;
  delete faults.capacity_bytes;
}
