import { enginePorts } from '../src/backend/host.ts';
import { CountingDisk } from './counting-disk.ts';
import { Held } from './held.ts';
import { type Row, statOf, timed } from './measure.ts';

const TICKS = 5000;
const WARM_UP_TICKS = 1000;
const JUDGEMENTS = 50;
const TICK_MS_MAX = 0.05;

/** Ticks of an owner that has nothing to do: how long, and what they ask of the disk. */
export async function measureIdle(root: string): Promise<Row[]> {
  const ports = enginePorts(root);
  const disk = new CountingDisk(ports.disk);
  const held = await Held.take(root, { ...ports, disk });
  for (let tick = 0; tick < WARM_UP_TICKS; tick += 1) held.work();
  disk.changes = 0;
  disk.looks = 0;
  const samples = Array.from({ length: TICKS }, () => timed(() => held.work()));
  const { changes, looks } = disk;
  const { plan } = held.index;
  const judged = Array.from({ length: JUDGEMENTS }, () =>
    timed(() => ports.plans.currentness(plan)),
  );
  await held.release();
  const time = statOf(samples);
  return [
    {
      what: 'a tick with nothing to do',
      time,
      result: `${changes} writes, ${(looks / TICKS).toFixed(1)} looks at the disk`,
      limit: `${TICK_MS_MAX} ms, 0 writes`,
      ok: time.p50 <= TICK_MS_MAX && changes === 0,
    },
    {
      what: 'judging whether the plan is current, at most once a second',
      time: statOf(judged),
      ok: null,
    },
  ];
}
