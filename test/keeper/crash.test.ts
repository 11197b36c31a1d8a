import { describe, expect, it } from 'vitest';
import { DIR, type Harness, KeeperMachine } from '../../src/prove/sim/keeper-machine.ts';
import { INTACT } from '../../src/prove/sim/machine.ts';
import type { SimClock } from '../../src/sim/sim-clock.ts';
import type { SimDisk, SimFaults } from '../../src/sim/sim-disk.ts';

function machineWith(faults: SimFaults, harness: Harness): KeeperMachine {
  return new KeeperMachine(faults, harness, INTACT);
}

describe('a keeper that is killed at any step of its disk', () => {
  it('leaves an attempt that runs at most once and keeps its exit status', async () => {
    const whole = machineWith({}, 'ends');
    expect(await whole.keeper('first')).toBe(0);
    expect(whole.disk.steps).toBeGreaterThan(15);
    const ends = new Set<string>();
    for (let step = 1; step <= whole.disk.steps; step += 1) {
      const machine = machineWith({ crash_at: step }, 'ends');
      await machine.keeper('first');
      expect(machine.disk.crashed).toBe(true);
      machine.recover();
      const view = await machine.settled(machine.owner());
      expect(view, `step ${step}`).toMatchObject(
        machine.runs === 0
          ? view?.row === 'void'
            ? { row: 'void' }
            : { completion: { exit_code: null, outcome: expect.stringMatching(/never|lost/) } }
          : { completion: { exit_code: 5, outcome: 'exited' } },
      );
      expect(machine.runs).toBeLessThanOrEqual(1);
      expect(machine.living).toBe(0);
      ends.add(view?.row === 'completed' ? view.completion.outcome : (view?.row ?? 'never'));
    }
    expect([...ends].sort()).toEqual(['exited', 'lost', 'never_spawned', 'void']);
  });

  it('while it stops a harness leaves an attempt that ends as stopped', async () => {
    const whole = machineWith({}, 'stays');
    whole.clock.sleep = cancelAfterFirstSleep(whole);
    expect(await whole.keeper('first')).toBe(0);
    for (let step = 1; step <= whole.disk.steps; step += 1) {
      const machine = machineWith({ crash_at: step }, 'stays');
      machine.clock.sleep = cancelAfterFirstSleep(machine);
      await machine.keeper('first');
      machine.recover();
      const owner = machine.owner();
      machine.cancel();
      const view = await machine.settled(owner);
      if (machine.runs === 1) {
        const stopped = { completion: { outcome: 'stopped', reason: 'cancelled' } };
        expect(view, `step ${step}`).toMatchObject(stopped);
      }
      expect(machine.living).toBe(0);
    }
  });
});

function cancelAfterFirstSleep(machine: KeeperMachine): SimClock['sleep'] {
  const clock = machine.clock;
  return (ms) => {
    machine.disk.plant(`${DIR}/cancel`, '{}');
    clock.advance(ms);
    return Promise.resolve();
  };
}

describe('a keeper whose disk refuses', () => {
  it('never spawns without its mark, and the owner settles it', async () => {
    const whole = machineWith({}, 'ends');
    await whole.keeper('first');
    for (let step = 1; step <= whole.disk.steps; step += 1) {
      const machine = machineWith({ fail: { at: step, code: 'EIO' } }, 'ends');
      await machine.keeper('first');
      machine.recover();
      const view = await machine.settled(machine.owner());
      if (machine.runs === 1) expect(view, `step ${step}`).toMatchObject({ row: 'completed' });
      else expect(['void', 'completed']).toContain(view?.row);
      if (view?.row === 'completed' && machine.runs === 1) {
        expect(view.completion).toMatchObject({ outcome: 'exited', exit_code: 5 });
      }
    }
  });

  it('completes over its reserve when the disk is full', async () => {
    const machine = machineWith({}, 'ends');
    const { disk } = machine;
    const plant = disk.plant.bind(disk);
    disk.plant = (path, content) => {
      plant(path, content);
      disk.faults.capacity_bytes = usedBytes(disk);
    };
    expect(await machine.keeper('first')).toBe(0);
    expect(await machine.settled(machine.owner())).toMatchObject({
      completion: { outcome: 'exited', exit_code: 5, by: 'first' },
    });
    expect(() => disk.write('/w/more', new Uint8Array(1))).toThrow(/ENOSPC/);
  });
});

function usedBytes(disk: SimDisk): number {
  const sizes = new Map<number, number>();
  for (const path of Object.keys(disk.dump())) {
    const stat = disk.stat(path);
    if (stat?.kind === 'file') sizes.set(stat.inode, stat.size_bytes);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

describe('the place of an attempt', () => {
  it('when gone has its keeper end the harness and say so', async () => {
    const machine = machineWith({}, 'stays');
    const { disk, clock } = machine;
    clock.sleep = (ms) => {
      disk.remove(DIR);
      clock.advance(ms);
      return Promise.resolve();
    };
    expect(await machine.keeper('first')).toBe(74);
    expect(machine.living).toBe(0);
    expect(machine.look(machine.owner())).toEqual({ row: 'directory_missing' });
  });
  it('belongs to one keeper', async () => {
    const machine = machineWith({}, 'ends');
    expect(await machine.keeper('first')).toBe(0);
    expect(await machine.keeper('first')).toBe(75);
    expect(await machine.keeper('successor')).toBe(0);
    expect(machine.runs).toBe(1);
  });
});
