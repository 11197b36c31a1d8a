import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulatedRows } from '../../src/prove/rows/index.ts';
import { type Row, spread } from '../../src/prove/rows/row.ts';
import { type Result, runRows } from '../../src/prove/run.ts';
import { openLab } from '../../src/prove/sim/lab.ts';
import { tableOf } from '../../src/prove/table.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };

function rowOf(name: string, total: number | null, check: Row['check']): Row {
  return { name, fault: `the fault of ${name}`, quick: 3, total, waits: name === 'waits', check };
}

async function run(
  rows: readonly Row[],
  amount: { until_ms: number | null; number: number | null },
) {
  const clock = new SimClock({ auto: true });
  return runRows(clock, rows, amount, () => clock.advance(100));
}

const fine = () => Promise.resolve(null);

it.each([1, 2, 7, 100, 2890])('spreads cases over all of %i places', (length) => {
  const places = Array.from({ length }, (_, index) => index);
  for (const seed of [0, 1, 99]) {
    const seen = new Set(places.map((number) => spread(places, number, seed)));
    expect(seen.size).toBe(length);
  }
});

it('runs the quick cases once, and all cases of a full run once', async () => {
  const seen: number[] = [];
  const counted = rowOf('counted', 5, (number) => {
    seen.push(number);
    return Promise.resolve(null);
  });
  await run([counted], { until_ms: null, number: null });
  expect(seen.splice(0)).toEqual([0, 1, 2]);
  await run([counted], { until_ms: 10_000, number: null });
  expect(seen.splice(0)).toEqual([0, 1, 2, 3, 4]);
  await run([counted], { until_ms: null, number: 4 });
  expect(seen).toEqual([4]);
});

it('ends an endless row when the time is over', async () => {
  const [result] = await run([rowOf('endless', null, fine)], { until_ms: 500, number: null });
  expect(result?.cases).toBe(15);
});

it('shows each violation with the command that repeats it', async () => {
  const results: Result[] = await run(
    [
      rowOf('good', 2, fine),
      rowOf('bad', null, (number) => Promise.resolve(number === 1 ? 'an item is lost' : null)),
      rowOf('waits', 1, () => Promise.reject(new TypeError('a defect'))),
    ],
    { until_ms: null, number: null },
  );
  const table = tableOf(results, 7).replace(
    /TypeError: a defect[\s\S]*?\n(?=again)/,
    'TypeError\n',
  );
  expect(table).toMatchInlineSnapshot(`
    "row    fault               cases  violations   time
    good   the fault of good       2           0  0.1 s
    bad    the fault of bad        3           1  0.0 s
    waits  the fault of waits      1           1  0.0 s

    violation in bad: an item is lost
    again: millrace prove --only bad --seed 7 --case 1


    violation in waits: TypeError
    again: millrace prove --only waits --seed 7 --case 0
    "
  `);
});

it('repeats a case of the same seed', async () => {
  const lab = await openLab(source, 5);
  const again = await openLab(source, 5);
  const names = simulatedRows(lab).map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(again.points.length).toBe(lab.points.length);
  expect(again.shipped.boundaries.at(-1)?.state).toBe(lab.shipped.boundaries.at(-1)?.state);
});
