import { describe, expect, it } from 'vitest';
import { isAlive, processTreeOf, Sweep } from '../../src/runtime/keeper/process-tree.ts';
import { type SimProcess, SimProcesses } from '../../src/sim/sim-processes.ts';

const MARK = ['PATH=/bin', 'MILLRACE_ATTEMPT=q1-1'];

function sweepAll(processes: SimProcesses, seen = new Map<number, string>()): Sweep {
  const sweep = new Sweep(processes, 'q1-1', seen);
  while (!sweep.round());
  return sweep;
}

describe('the family of an attempt', () => {
  it('is all that carry its variable, and their descendants without it', () => {
    const processes = new SimProcesses();
    const harness = processes.add({ env: MARK });
    const cleared = harness.fork({ env: [] });
    const grandchild = cleared.fork({ env: [] });
    const escaped = processes.add({ env: MARK });
    for (const value of ['q1-10', 'q2-1']) processes.add({ env: [`MILLRACE_ATTEMPT=${value}`] });
    processes.add({ env: ['OTHER=MILLRACE_ATTEMPT=q1-1'] });
    const pids = processTreeOf(processes.list(), 'q1-1', new Map()).map((one) => one.pid);
    const expected = [harness, cleared, grandchild, escaped].map((one) => one.entry.pid);
    expect(pids.sort()).toEqual(expected.sort());
  });
  it('keeps what was seen in it, but not a stranger that got the same pid', () => {
    const processes = new SimProcesses();
    const orphan = processes.add({ env: [] });
    const { pid, start } = orphan.entry;
    expect(processTreeOf(processes.list(), 'q1-1', new Map([[pid, start]]))).toHaveLength(1);
    expect(processTreeOf(processes.list(), 'q1-1', new Map([[pid, 'another']]))).toEqual([]);
  });
});

describe('a sweep', () => {
  it('ends everything and counts it', () => {
    const processes = new SimProcesses();
    const harness = processes.add({ env: MARK });
    harness.fork().fork({ env: [] });
    processes.add({ env: [] });
    expect(sweepAll(processes).killedTotal).toBe(3);
    expect(processes.living).toHaveLength(1);
  });
  it('freezes first, so that processes which restart each other cannot go on for ever', () => {
    const processes = new SimProcesses();
    const watch = (one: SimProcess, other: SimProcess) => {
      other.onExit = () => {
        if (!one.alive || one.stopped) return;
        const again = one.fork();
        watch(one, again);
        watch(again, one);
      };
    };
    const first = processes.add({ env: MARK });
    const second = first.fork();
    watch(first, second);
    watch(second, first);
    expect(sweepAll(processes).killedTotal).toBe(2);
  });
  it('looks twice, because a fork can slip past one reading', () => {
    const processes = new SimProcesses();
    const parent = processes.add({ env: [] });
    let scans = 0;
    parent.onScan = () => {
      scans += 1;
      if (scans === 1) parent.fork({ env: MARK });
    };
    expect(sweepAll(processes).killedTotal).toBe(1);
  });
  it('spares whom it is told to spare', () => {
    const processes = new SimProcesses();
    const spared = processes.add({ env: MARK });
    spared.fork();
    const sweep = new Sweep(processes, 'q1-1', new Map(), (one) => one.pid === spared.entry.pid);
    while (!sweep.round());
    expect(processes.living).toEqual([spared]);
    expect(isAlive(processes, 'q1-1')).toBe(true);
  });
  it('gives up on a process that cannot be ended', () => {
    const processes = new SimProcesses();
    processes.add({ env: MARK }).unkillable = true;
    expect(() => sweepAll(processes)).toThrow(/do not end/);
  });
});
