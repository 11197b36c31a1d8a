import { describe, expect, it } from 'vitest';
import { tellOwnerGone } from '../../src/runtime/index.ts';
import { FAILED, SimSinks } from '../../src/sim/sim-sinks.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { handOver, layout, loop, Machine } from './support/process.ts';

const KEEPER = { wait_ms: 60_000, try_ms: 600_000, failed: null };
const SERVICE = { wait_ms: 0, try_ms: 20_000, failed: 'exit-code' };

/** A machine on which a loop held the lock and died. */
async function died(session = 'first', machine = new Machine()): Promise<Machine> {
  if (machine.disk.stat(layout.journal) === null) await handOver(machine.open());
  const since = '2026-01-01T00:00:00.000Z';
  const holder = { actor: 'loop', session, stays: true, since, pid: 77, start: 'x', host: 'sim' };
  machine.disk.plant(layout.lock, JSON.stringify(holder));
  return machine;
}

describe('whoever outlives a loop', () => {
  it('tells that it died, once for each loop', async () => {
    const sinks = new SimSinks();
    const machine = await died();
    const one = machine.open({ sinks });
    expect(await tellOwnerGone(one.ports, ROOT, KEEPER)).toBe(true);
    expect(one.clock.monotonic()).toBe(KEEPER.wait_ms);
    await tellOwnerGone(machine.open({ sinks }).ports, ROOT, KEEPER);
    expect(sinks.received.map(({ notice }) => notice)).toMatchInlineSnapshot(`
      [
        {
          "at": "2026-01-01T00:01:00.000Z",
          "id": "248c1e89af9ed025-2-owner_gone-first",
          "ids": {},
          "kind": "owner_gone",
          "next": "Call status to see where the work stands, then run_start to go on.",
          "quoted": null,
          "schema_version": "1.0",
          "seq": 2,
          "simulated": true,
          "what": "The loop died: process 77 on sim, which owned the workspace since 2026-01-01T00:00:00.000Z",
          "workspace": {
            "id": "248c1e89af9ed025",
            "name": "work",
          },
        },
      ]
    `);
  });

  it('tells of the next one that died only after a while', async () => {
    const sinks = new SimSinks();
    const machine = await died('first');
    await tellOwnerGone(machine.open({ sinks }).ports, ROOT, KEEPER);
    await died('second', machine);
    await tellOwnerGone(machine.open({ sinks }).ports, ROOT, KEEPER);
    expect(sinks.received).toHaveLength(1);
    const later = machine.open({ sinks });
    later.clock.advance(3_600_000);
    await tellOwnerGone(later.ports, ROOT, KEEPER);
    expect(sinks.received).toHaveLength(2);
  });

  it('says nothing when somebody has owned the workspace since', async () => {
    const sinks = new SimSinks();
    const machine = await died();
    await machine.open({ sinks }).runtime.control({ name: 'pause', reason: 'tea' });
    const { ports, clock } = machine.open({ sinks });
    expect(await tellOwnerGone(ports, ROOT, KEEPER)).toBe(false);
    expect([clock.monotonic(), sinks.received.length]).toEqual([0, 0]);
  });

  it('says nothing while the lock is held', async () => {
    const sinks = new SimSinks();
    const machine = await died();
    const held = machine.locks.of('process 77', machine.disk).tryTake(layout.lock);
    expect(await tellOwnerGone(machine.open({ sinks }).ports, ROOT, KEEPER)).toBe(false);
    held?.release();
  });

  it('asks nobody to wait when nobody wants to hear of it', async () => {
    const sinks = new SimSinks({ phone: ['closed'] });
    const { ports, clock } = (await died()).open({ sinks });
    expect(await tellOwnerGone(ports, ROOT, KEEPER)).toBe(false);
    expect([clock.monotonic(), sinks.received.length]).toEqual([0, 0]);
  });

  it('tries a target that fails again, for a bounded time', async () => {
    const sinks = new SimSinks();
    sinks.answer = () => FAILED;
    const { ports, clock } = (await died()).open({ sinks });
    await tellOwnerGone(ports, ROOT, KEEPER);
    expect(clock.monotonic()).toBeLessThanOrEqual(KEEPER.wait_ms + KEEPER.try_ms + 1);
    expect(sinks.received).toHaveLength(5);
    expect(new Set(sinks.ids()).size).toBe(1);
  });
});

describe('the service of a loop', () => {
  it('tells at once that its loop failed, and not again at each of its restarts', async () => {
    const sinks = new SimSinks();
    const machine = new Machine();
    await handOver(machine.open());
    for (let restart = 0; restart < 5; restart += 1) {
      const { ports, clock } = machine.open({ sinks });
      clock.advance(restart * 3_600_000);
      await tellOwnerGone(ports, ROOT, SERVICE);
    }
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "2 owner_gone: The service of the loop failed (exit-code)",
      ]
    `);
  });
});

it('a loop that ends with an error tells so itself, and nobody tells it again', async () => {
  const sinks = new SimSinks();
  const machine = new Machine();
  const one = machine.open({ sinks });
  await handOver(one);
  const ran = loop(one, ({ kind }) => {
    if (kind !== 'dispatched') return;
    machine.disk.faults.fail = { at: machine.disk.steps + 1, code: 'EIO' };
  });
  await expect(ran.ended).rejects.toMatchObject({ code: 'disk_failed' });
  expect(sinks.told()).toMatchInlineSnapshot(`
    [
      "6 owner_gone: The loop has ended with an error (A disk call failed: the system says EIO)",
    ]
  `);
  delete machine.disk.faults.fail;
  await tellOwnerGone(machine.open({ sinks }).ports, ROOT, SERVICE);
  expect(sinks.received).toHaveLength(1);
});
