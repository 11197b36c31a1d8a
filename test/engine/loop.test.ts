import { describe, expect, it } from 'vitest';
import { SimClock } from '../../src/sim/sim-clock.ts';
import {
  endFirst,
  finish,
  firstRuns,
  handOver,
  layout,
  loop,
  Machine,
  turns,
} from './support/process.ts';

const IDLE_POLLS = 2000;

it('runs a whole campaign by itself and stops when it is told to', async () => {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  const ran = loop(one);
  await ran.ended;
  expect(ran.kinds.filter((kind) => kind === 'applied')).toHaveLength(24);
  expect(ran.kinds.filter((kind) => kind === 'dispatched')).toHaveLength(24);
  expect([ran.kinds[0], ran.kinds.at(-1)]).toEqual(['started', 'stopped']);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect([...machine.world.spawned.values()].every((times) => times === 1)).toBe(true);
});

it.each([1, 3, 23])('ends after %i results with nothing stranded', async (max_ticks) => {
  const one = new Machine().open();
  await handOver(one);
  const ran = loop(one, () => undefined, { max_ticks });
  await ran.ended;
  expect(ran.events.at(-1)).toEqual({ kind: 'stopped', reason: 'max_ticks', ticks: max_ticks });
  expect(one.runtime.status()).toMatchObject({ totals: { stages: max_ticks } });
  expect(one.runtime.status().active.every((stage) => stage.phase === 'waiting')).toBe(true);
  await loop(one).ended;
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('counts the ticks that find nothing to do, and ends with them', async () => {
  const empty = loop(new Machine().open(), () => undefined, { max_ticks: 3 });
  await empty.ended;
  expect(empty.events.at(-1)).toEqual({ kind: 'stopped', reason: 'max_ticks', ticks: 3 });
  const one = new Machine().open();
  await handOver(one);
  const whole = loop(one, () => undefined, { max_ticks: 26 });
  await whole.ended;
  expect(whole.kinds.filter((kind) => kind === 'applied')).toHaveLength(24);
  expect(whole.events.at(-1)).toEqual({ kind: 'stopped', reason: 'max_ticks', ticks: 26 });
});

describe('a stop', () => {
  it('that is repeated ends no loop that was wanted since, and a repeated start wants none', async () => {
    const machine = new Machine();
    const one = machine.open();
    const stop = { now: false, wait_ms: 0, request_key: 'stop-it-once' };
    const start = { name: 'desire', running: true } as const;
    await one.runtime.control(start, 'start-it-once');
    expect(await one.runtime.stopLoop(stop)).toMatchObject({ was_running: false, already: false });
    expect(await one.runtime.control(start, 'start-it-once')).toMatchObject({ already: true });
    expect(one.runtime.loop().should_run).toBe(false);
    await one.runtime.control(start);
    const other = machine.open();
    let answer: Promise<unknown> = Promise.resolve();
    const ran = loop(one, ({ kind }, { stop: end }) => {
      if (kind !== 'idle') return;
      answer = other.runtime.stopLoop(stop).finally(() => end.abort());
    });
    await ran.ended;
    expect(await answer).toMatchObject({ was_running: true, stopped: false, already: true });
    expect(one.runtime.loop().should_run).toBe(true);
  });

  it('waits for the stage that runs, and dispatches no other', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    const ran = loop(one, (event, { stop }) => {
      if (event.kind === 'dispatched') stop.abort();
    });
    await turns();
    expect(ran.kinds).not.toContain('stopped');
    endFirst(machine, one);
    await ran.ended;
    expect(ran.kinds.filter((kind) => kind === 'applied')).toHaveLength(1);
    expect(machine.world.spawned.size).toBe(1);
    await finish(one);
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
  });

  it('with now ends the stage, which the next start runs anew', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    const ran = loop(one, (event, { interrupt }) => {
      if (event.kind === 'dispatched') interrupt.abort();
    });
    await ran.ended;
    expect(one.attempts.cancelled).not.toEqual([]);
    expect(one.runtime.status()).toMatchObject({ condition: 'ready', totals: { stages: 0 } });
    await loop(machine.open()).ended;
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
    expect(machine.world.requests.slice(0, 2).map(({ attempt }) => attempt.ordinal)).toEqual([
      1, 2,
    ]);
  });

  it('with now leaves a stage that does not end, fenced, after a while', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    one.attempts.obeys = false;
    await handOver(one);
    const ran = loop(one, (event, { interrupt }) => {
      if (event.kind === 'dispatched') interrupt.abort();
    });
    await ran.ended;
    expect(ran.kinds.at(-1)).toBe('stopped');
    endFirst(machine, one);
    await loop(machine.open()).ended;
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
  });

  it('is what a loop does that nobody wants any more', async () => {
    const machine = new Machine();
    const one = machine.open();
    const other = machine.open();
    await one.runtime.control({ name: 'desire', running: true });
    let answer: Promise<unknown> = Promise.resolve();
    const ran = loop(
      one,
      ({ kind }) => {
        if (kind === 'idle') answer = other.runtime.control({ name: 'desire', running: false });
      },
      { while_desired: true },
    );
    await ran.ended;
    expect(await answer).toMatchObject({ applied: true, through: 'mailbox' });
    expect(ran.events.at(-1)).toMatchObject({ kind: 'stopped', reason: 'not_desired' });
    const again = loop(one, () => undefined, { while_desired: true });
    await again.ended;
    expect(again.kinds).toEqual(['started', 'stopped']);
  });
});

describe('an idle loop', () => {
  it('makes one checkpoint, then writes nothing and says nothing, however long it idles', async () => {
    const machine = new Machine();
    const clock = new PollClock(IDLE_POLLS);
    const one = machine.open({ clock });
    let steps = 0;
    const ran = loop(one, (event, { stop }) => {
      if (event.kind !== 'idle') return;
      clock.onFirst = () => {
        const written = machine.disk.log.slice(-2).map(({ path }) => path.split('/').at(-1));
        expect(written).toEqual(['checkpoint', 'journal']);
        steps = machine.disk.steps;
      };
      clock.onLast = () => {
        steps = machine.disk.steps - steps;
        stop.abort();
      };
    });
    await ran.ended;
    expect(ran.kinds).toEqual(['started', 'idle', 'stopped']);
    expect(steps).toBe(0);
    expect(clock.now() - START_MS).toBeGreaterThan((IDLE_POLLS - 2) * 5000);
  });

  it('takes in a document and a command soon after they came', async () => {
    const machine = new Machine();
    const clock = new PollClock(3);
    const one = machine.open({ clock });
    const other = machine.open();
    let answer: Promise<unknown> = Promise.resolve();
    clock.onLast = () => {
      answer = handOver(other);
    };
    const ran = loop(one, (event, { stop }) => {
      if (event.kind === 'idle' && one.runtime.status().closed_roots === 1) stop.abort();
    });
    await ran.ended;
    await answer;
    expect(ran.kinds).toContain('command');
    expect(ran.kinds.filter((kind) => kind === 'applied')).toHaveLength(24);
  });

  it('notices that the machine slept, and records it once', async () => {
    const machine = new Machine();
    const clock = new PollClock(3);
    const one = machine.open({ clock });
    clock.onLast = () => clock.setWall(clock.now() + HOUR_MS);
    const ran = loop(one, (event, { stop }) => {
      if (event.kind === 'suspended') stop.abort();
    });
    await ran.ended;
    expect(ran.events).toContainEqual({ kind: 'suspended', ms: HOUR_MS });
    const notes = machine.events().filter(({ event_type }) => event_type === 'machine_suspended');
    expect(notes.map(({ data }) => data.ms)).toEqual([HOUR_MS]);
  });
});

it('goes on by itself when the plan compiles again', async () => {
  const machine = new Machine();
  const one = machine.open();
  const good = machine.disk.read(layout.config) ?? new Uint8Array();
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'idle' && !ran.kinds.includes('refused')) {
      machine.disk.plant(layout.config, '[runtime\n');
    }
    if (event.kind === 'refused') machine.disk.plant(layout.config, good);
    if (event.kind === 'idle' && ran.kinds.includes('refused')) stop.abort();
  });
  await ran.ended;
  expect(ran.kinds).toEqual(['started', 'idle', 'refused', 'idle', 'stopped']);
  expect(ran.events[2]).toMatchObject({ code: 'config_invalid' });
});

it('is one of eight that were started at once; the others say who it is', async () => {
  const machine = new Machine();
  const ends: string[] = [];
  const loops = [1, 2, 3, 4, 5, 6, 7, 8].map(() => loop(machine.open(), () => undefined));
  const others = loops.map(({ ended }) =>
    ended.then(
      () => ends.push('stopped'),
      (error) => ends.push(String(error)),
    ),
  );
  while (ends.length < 7) await Promise.resolve();
  for (const { stop } of loops) stop.abort();
  await Promise.all(others);
  expect(ends.filter((end) => end === 'stopped')).toHaveLength(1);
  const owner = loops.findIndex(({ kinds }) => kinds.includes('started')) + 1;
  const refused = ends.filter((end) => end.includes(`process ${owner} (process ${owner} on sim`));
  expect(refused).toHaveLength(7);
  expect(refused[0]).toContain('run_stop');
});

const HOUR_MS = 3_600_000;
const START_MS = new SimClock().now();

/** Tells when the loop has slept so many times. */
class PollClock extends SimClock {
  onFirst: () => void = () => undefined;
  onLast: () => void = () => undefined;
  private polls = 0;

  constructor(private readonly last: number) {
    super({ auto: true });
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // A sleep of no time only lets others have a turn.
    if (ms > 0) this.polls += 1;
    if (this.polls === 1) this.onFirst();
    if (this.polls === this.last) this.onLast();
    return super.sleep(ms, signal);
  }
}
