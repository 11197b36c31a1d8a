import { describe, expect, it } from 'vitest';
import {
  harnessOf,
  isAlive,
  keepersOf,
  processTreeOf,
  Sweep,
} from '../../src/runtime/keeper/process-tree.ts';
import { type SimProcess, SimProcesses } from '../../src/sim/sim-processes.ts';

const MARK = ['PATH=/bin', 'MILLRACE_MARK=w1/q1-1'];
const REF = { attempt: 'q1-1', workspace: 'w1', directory: '/a/q1-1' };

function sweepAll(processes: SimProcesses, seen = new Map<number, string>()): Sweep {
  const sweep = new Sweep(processes, REF, seen);
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
    for (const value of ['w1/q1-10', 'w1/q2-1', 'w2/q1-1'])
      processes.add({ env: [`MILLRACE_MARK=${value}`, 'MILLRACE_ATTEMPT=q1-1'] });
    processes.add({ env: ['OTHER=MILLRACE_MARK=w1/q1-1', 'MILLRACE_ATTEMPT=q1-1'] });
    const pids = processTreeOf(processes.list(), REF, new Map()).map((one) => one.pid);
    const expected = [harness, cleared, grandchild, escaped].map((one) => one.entry.pid);
    expect(pids.sort()).toEqual(expected.sort());
  });
  it('keeps what was seen in it, but not a stranger that got the same pid', () => {
    const processes = new SimProcesses();
    const orphan = processes.add({ env: [] });
    const { pid, start } = orphan.entry;
    expect(processTreeOf(processes.list(), REF, new Map([[pid, start]]))).toHaveLength(1);
    expect(processTreeOf(processes.list(), REF, new Map([[pid, 'another']]))).toEqual([]);
  });
});

describe('an attempt of an earlier release', () => {
  const OLD = { ...REF, workspace: null };
  const keeper = (env: string, directory: string) => ({
    argv: ['node', 'bin.js', 'keeper', directory, 'first'],
    env: [`MILLRACE_KEEPER=${env}`],
  });
  it('is found by its old variables, as far as they name its place', () => {
    const processes = new SimProcesses();
    const old = 'MILLRACE_ATTEMPT=q1-1';
    const own = [
      processes.add({ env: [old, 'MILLRACE_OUT=/a/q1-1/out'] }),
      processes.add({ env: [old] }),
    ];
    processes.add({ env: [old, 'MILLRACE_OUT=/copy/q1-1/out'] });
    processes.add({ env: [old, 'MILLRACE_MARK=w2/q1-1', 'MILLRACE_OUT=/a/q1-1/out'] });
    expect(harnessOf(processes.list(), OLD)).toEqual(own.map(({ entry }) => entry));
    const first = processes.add(keeper('q1-1', '/a/q1-1'));
    processes.add(keeper('q1-1', '/copy/q1-1'));
    processes.add(keeper('w1/q1-1', '/a/q1-1'));
    expect(keepersOf(processes.list(), OLD)).toEqual([first.entry]);
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
    const sweep = new Sweep(processes, REF, new Map(), (one) => one.pid === spared.entry.pid);
    while (!sweep.round());
    expect(processes.living).toEqual([spared]);
    expect(isAlive(processes, REF)).toBe(true);
  });
  it('gives up on a process that cannot be ended', () => {
    const processes = new SimProcesses();
    processes.add({ env: MARK }).unkillable = true;
    expect(() => sweepAll(processes)).toThrow(/do not end/);
  });
});
