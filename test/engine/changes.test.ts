import { expect, it } from 'vitest';
import type { ChangeNotice } from '../../src/runtime/api/index.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { finish, handOver, layout, Machine } from './support/process.ts';

/** Notices come at least so far apart, and it is looked as often. */
const APART_MS = 250;

function watched(machine: Machine) {
  const clock = new SimClock();
  const reader = machine.open({ clock });
  const told: ChangeNotice[] = [];
  const stop = new AbortController();
  const ended = reader.runtime.changes({
    signal: stop.signal,
    told: (notice) => told.push(notice),
  });
  const pass = async (ms = APART_MS) => {
    await turns();
    clock.advance(ms);
    await turns();
  };
  return { told, stop, ended, pass };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

it('tells a process what another one has committed, and nothing when nothing was', async () => {
  const machine = new Machine();
  const writer = machine.open();
  await handOver(writer);
  const { told, stop, ended, pass } = watched(machine);
  await pass();
  await pass();
  expect(told).toEqual([]);
  const { stage } = await writer.runtime.tick({ wait_ms: 0 });
  await pass();
  expect(told).toMatchObject([
    { runs: [stage?.run_id], is_new: true, is_whole: false, planes: [] },
  ]);
  expect(told[0]?.items).toEqual([`spec/${stage?.work?.id}`]);
  expect(told[0]?.roots).toEqual([stage?.work?.id]);
  await pass();
  await pass();
  expect(told).toHaveLength(1);
  stop.abort();
  await ended;
});

it('tells of all that was committed within its pause at once', async () => {
  const machine = new Machine();
  const writer = machine.open();
  await handOver(writer);
  const { told, pass } = watched(machine);
  await pass();
  await writer.runtime.tick({ wait_ms: 0 });
  await pass();
  expect(told).toHaveLength(1);
  await finish(writer);
  await pass(APART_MS - 1);
  expect(told).toHaveLength(1);
  await pass(1);
  expect(told).toHaveLength(2);
  const runs = writer.runtime.runs(100).map(({ run_id }) => run_id);
  expect(new Set(told[1]?.runs)).toEqual(new Set(runs));
});

it('says that all may be another where the journal is another one', async () => {
  const machine = new Machine();
  const writer = machine.open();
  await handOver(writer);
  const { told, pass } = watched(machine);
  await pass();
  await finish(writer);
  machine.disk.remove(layout.journal);
  await machine.open().runtime.tick({ wait_ms: 0 });
  await pass();
  expect(told.at(-1)).toMatchObject({ is_whole: true });
});

it('ends with what keeps it from reading', async () => {
  const machine = new Machine();
  await handOver(machine.open());
  const { ended, pass } = watched(machine);
  await pass();
  machine.disk.remove(layout.runtime);
  const refused = expect(ended).rejects.toMatchObject({ code: expect.any(String) });
  await pass();
  await refused;
});
