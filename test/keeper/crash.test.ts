import { describe, expect, it } from 'vitest';
import { KeptAttempts } from '../../src/runtime/keeper/attempts.ts';
import { type KeeperMode, runKeeper } from '../../src/runtime/keeper/keeper.ts';
import type { AttemptView, LaunchSpec } from '../../src/runtime/keeper/types.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimDisk, type SimFaults } from '../sim/sim-disk.ts';
import { SimIds } from '../sim/sim-ids.ts';
import { SimLocks } from '../sim/sim-lock.ts';
import { SimProcesses } from '../sim/sim-processes.ts';

/**
 * One attempt on a simulated machine: the keeper runs on a disk that fails where the test says, and what it leaves is
 * what the next keeper and the owner find.
 */
const ID = 'q1-1';
const FOLDER = '/w/attempts';
const DIR = `${FOLDER}/${ID}`;
const SPEC: LaunchSpec = {
  attempt: ID,
  argv: ['harness'],
  cwd: '/w',
  env: {},
  stdin: null,
  timeout_ms: 0,
  silence_ms: 0,
  stop: [{ signal: 'SIGTERM', grace_ms: 100 }],
};
type Harness = 'ends' | 'stays';

class Machine {
  readonly locks = new SimLocks();
  readonly clock = new SimClock({ auto: true });
  /** How often the harness ran. */
  runs = 0;
  private readonly ids = new SimIds();
  private keepers: Promise<number>[] = [];
  private readonly processes = new SimProcesses((process, { argv, env }) => {
    if (env.MILLRACE_KEEPER !== undefined) {
      const mode = argv.at(-1) === 'first' ? 'first' : 'successor';
      this.keepers.push(this.keeper(mode).finally(() => process.exit(0)));
      return;
    }
    this.runs += 1;
    const finish = (code: number) => {
      this.disk.plant(`${DIR}/exit.${code}`, '');
      process.exit(code);
    };
    if (this.harness === 'ends') finish(5);
    else process.onSignal = () => finish(143);
  });

  constructor(
    public disk: SimDisk,
    private readonly harness: Harness,
  ) {
    disk.plant(`${FOLDER}/.keep`, '');
  }

  owner(): KeptAttempts {
    const ports = { ...this.portsOf('owner'), wake: { watch: () => () => {} } };
    return new KeptAttempts(ports, FOLDER, { argv: ['keeper'], env: {} });
  }

  /** Runs a keeper until it ends or the disk's fault kills it; its locks go with it. */
  async keeper(mode: KeeperMode): Promise<number> {
    const wake = { watch: () => () => {} };
    const status = await runKeeper({ ...this.portsOf(mode), wake, log: () => {} }, DIR, mode);
    this.locks.kill(mode);
    return status;
  }

  /** After the death of the keeper: the same content, no faults. */
  recover(): void {
    this.locks.kill('first');
    this.locks.kill('successor');
    this.disk = new SimDisk(this.disk.killImage());
  }

  async settled(owner: KeptAttempts): Promise<AttemptView> {
    for (let looks = 0; looks < 50; looks += 1) {
      const view = owner.look(ID);
      if (['completed', 'void', 'directory_missing'].includes(view.row)) return view;
      await Promise.all(this.keepers);
      this.clock.advance(200);
    }
    throw new Error(`never settled: ${JSON.stringify(this.disk.dump(DIR))}`);
  }

  get living(): number {
    return this.processes.living.length;
  }

  private portsOf(holder: string) {
    const { disk, clock, ids, processes } = this;
    return { disk, clock, ids, processes, lock: this.locks.of(holder, disk) };
  }
}

function machineWith(faults: SimFaults, harness: Harness): Machine {
  const clean = new Machine(new SimDisk(), harness);
  clean.owner().prepare(SPEC, new Map());
  const machine = new Machine(new SimDisk(clean.disk.killImage(), faults), harness);
  return machine;
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
          ? view.row === 'void'
            ? { row: 'void' }
            : { completion: { exit_code: null, outcome: expect.stringMatching(/never|lost/) } }
          : { completion: { exit_code: 5, outcome: 'exited' } },
      );
      expect(machine.runs).toBeLessThanOrEqual(1);
      expect(machine.living).toBe(0);
      ends.add(view.row === 'completed' ? view.completion.outcome : view.row);
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
      owner.cancel(ID);
      const view = await machine.settled(owner);
      if (machine.runs === 1) {
        const stopped = { completion: { outcome: 'stopped', reason: 'cancelled' } };
        expect(view, `step ${step}`).toMatchObject(stopped);
      }
      expect(machine.living).toBe(0);
    }
  });
});

function cancelAfterFirstSleep(machine: Machine): SimClock['sleep'] {
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
      else expect(['void', 'completed']).toContain(view.row);
      if (view.row === 'completed' && machine.runs === 1) {
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
    expect(machine.owner().look(ID)).toEqual({ row: 'directory_missing' });
  });
  it('belongs to one keeper', async () => {
    const machine = machineWith({}, 'ends');
    expect(await machine.keeper('first')).toBe(0);
    expect(await machine.keeper('first')).toBe(75);
    expect(await machine.keeper('successor')).toBe(0);
    expect(machine.runs).toBe(1);
  });
});
