import { describe, expect, it } from 'vitest';
import { endFirst, finish, firstRuns, handOver, loop, Machine, turns } from './support/process.ts';

/** What follows the other, each once. */
function course(wanted: readonly string[]): string[] {
  return wanted.filter((one, at) => one !== wanted[at - 1]);
}

describe('a spare keeper', () => {
  it('is wanted by a loop while a stage runs, and by none that rests or ends', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    const ran = loop(one);
    await turns();
    expect(course(one.attempts.wanted)).toEqual(['ready']);
    endFirst(machine, one);
    await ran.ended;
    expect(course(one.attempts.wanted)).toEqual(['ready', 'none']);
  });

  it('is not wanted by a loop that is told to stop', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    const ran = loop(one, (event, { stop }) => {
      if (event.kind === 'dispatched') stop.abort();
    });
    await turns();
    expect(one.attempts.wanted).toEqual([]);
    endFirst(machine, one);
    await ran.ended;
    expect(one.attempts.wanted).toEqual(['none']);
  });

  it('is not wanted by calls, which end with their stage', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    await one.runtime.tick({ wait_ms: 0 });
    endFirst(machine, one);
    await finish(one);
    expect(one.attempts.wanted).toEqual([]);
  });
});
