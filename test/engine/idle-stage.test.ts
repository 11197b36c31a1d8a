/** A stage whose program does not end after it has handed back. */

import { expect, it } from 'vitest';
import { done } from '../../src/sim/shipped-player.ts';
import { firstRuns, handOver, layout, Machine, type Opened } from './support/process.ts';

const SECOND_MS = 1000;
const LOOK_MS = 2 * SECOND_MS;

/** The planner has written all that it hands back, and goes on without a word. */
async function handedBack(): Promise<{ machine: Machine; one: Opened; attempt: string }> {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const [request] = machine.world.requests;
  if (request === undefined) throw new Error('no stage runs');
  const attempt = request.attempt.attempt_id;
  const { out = {}, stdout } = done('PLANNER_COMPLETE', request);
  for (const [name, text] of Object.entries(out)) write(machine, attempt, `out/${name}`, text);
  write(machine, attempt, 'stdout', stdout);
  one.attempts.used = new Map([['7 70', 5000]]);
  return { machine, one, attempt };
}

function write({ disk }: Machine, attempt: string, name: string, text: string): void {
  disk.plant(`${layout.attempts}/${attempt}/${name}`, text);
}

/** One call that looks every two seconds, as long as it waits. */
async function wait(
  { runtime, clock, attempts }: Opened,
  seconds: number,
  each = (_s: number) => {},
) {
  const start = clock.monotonic();
  attempts.wait = () => {
    clock.advance(LOOK_MS);
    each((clock.monotonic() - start) / SECOND_MS);
    return Promise.resolve();
  };
  return runtime.tick({ wait_ms: seconds * SECOND_MS });
}

it('is ended and its hand-back taken after a minute without any sign, and its trace says so', async () => {
  const { machine, one } = await handedBack();
  expect((await wait(one, 62)).did).toBe('running');
  expect(one.attempts.cancelled).toEqual([]);
  expect(await wait(one, 90)).toMatchObject({
    did: 'applied',
    applied: { outcome: 'PLANNER_COMPLETE' },
  });
  const runs = Object.entries(machine.disk.dump(layout.runs));
  const [, result] = runs.find(([path]) => path.includes('/stage_results/')) ?? [];
  expect(result).toMatch(
    /the hand-back was complete and was taken, although .* did nothing more for a minute/,
  );
});

it.each([
  [
    'prints',
    (m: Machine, attempt: string, s: number) => write(m, attempt, 'stdout', 'x'.repeat(s)),
  ],
  [
    'changes out/',
    (m: Machine, attempt: string, s: number) => write(m, attempt, 'out/a.txt', `${s}`),
  ],
])('is waited for as long as it %s', async (_, sign) => {
  const { machine, one, attempt } = await handedBack();
  const view = await wait(one, 300, (s) => {
    if (s % 50 === 0) sign(machine, attempt, s);
  });
  expect(view.did).toBe('running');
  expect(one.attempts.cancelled).toEqual([]);
});

it('is waited for as long as its processes work, and where nobody can tell', async () => {
  const { one } = await handedBack();
  const working = await wait(one, 300, (s) => {
    one.attempts.used = new Map([['7 70', 5000 + 20 * s]]);
  });
  expect(working.did).toBe('running');
  one.attempts.used = null;
  expect((await wait(one, 300)).did).toBe('running');
  expect(one.attempts.cancelled).toEqual([]);
});

it('is waited for as long as it has not handed back', async () => {
  const { machine, one, attempt } = await handedBack();
  write(machine, attempt, 'stdout', 'I am not done.\n');
  write(machine, attempt, 'out/result.json', '{');
  expect((await wait(one, 300)).did).toBe('running');
  expect(one.attempts.cancelled).toEqual([]);
});
