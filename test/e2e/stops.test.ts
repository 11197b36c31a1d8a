import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { carriersOf, endAll, until } from '../e2e-process/support/processes.ts';
import { Bench, sum } from './support/bench.ts';
import { HARNESSES, type Harness, times } from './support/harnesses.ts';
import { type Play, runs, succeeds } from './support/stages.ts';

const READY = 'tool-runs';
/** A tool with a child in a session of its own, which no signal to the harness reaches. */
const HANGS = `nohup setsid sleep 600 >/dev/null 2>&1 & echo > ${READY}; sleep 600`;
/** A tool that a test lets go on. */
const WAITS = `echo > ${READY}; while [ ! -e go-on ]; do sleep 0.1; done`;

function first(shell: string, then: Play): () => Play {
  return () => {
    let asked = 0;
    return (stage) => {
      asked += 1;
      return asked === 1 ? runs(shell) : then(stage);
    };
  };
}

function attemptOf(bench: Bench): string {
  const change = bench.workspace.changes().find(({ k }) => k === 'attempt@1');
  return String(change?.attempt);
}

async function toolRuns(bench: Bench): Promise<void> {
  const path = join(bench.workspace.root, READY);
  await until('the tool of the stage', () => (existsSync(path) ? true : null), 60_000);
}

/** A bench whose first stage is in the middle of a tool, and the call that waits for it. */
async function inTool(harness: Harness, play: Play, more: readonly string[] = [], lines = '') {
  const bench = new Bench(play);
  await bench.ready([harness], harness.mode, { more, lines });
  const call = bench.workspace.start('run', 'once', '--wait-seconds', '120', '--json');
  await toolRuns(bench);
  return { bench, call };
}

it.each(HARNESSES)('$name: is stopped in the middle of a tool', async (harness) => {
  const { bench, call } = await inTool(harness, first(HANGS, succeeds)());
  try {
    await bench.workspace.answer('cancel-stage', '--reason', 'test');
    await until('the end of all', () => (bench.survivors() === 0 ? true : null), 60_000);
    await call.done;
    await bench.tick();
    expect(bench.survivors()).toBe(0);
    expect(bench.spent()).toEqual(harness.first);
    report(bench, harness, 'stopped in the middle of a tool', 'stopped', null, harness.first);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: runs into its time limit in a tool', async (harness) => {
  const lines = '[stages.planner]\ntimeout_seconds = 8';
  const { bench, call } = await inTool(harness, first(HANGS, succeeds)(), [], lines);
  try {
    const { code, out } = await call.done;
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      { did: 'applied', applied: { failure_class: 'runner_timeout' } },
    ]);
    expect(bench.survivors()).toBe(0);
    expect(bench.spent()).toEqual(harness.first);
    report(bench, harness, 'time limit in a tool', 'recovery', 'runner_timeout', harness.first);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: the model never begins to answer', async (harness) => {
  const bench = new Bench(() => ({ stall: 'before' }));
  try {
    await bench.ready([harness], harness.mode, { more: ['silence_ms = 6000'] });
    expect(await bench.tick()).toMatchObject({
      did: 'applied',
      applied: { failure_class: 'runner_silent' },
    });
    expect(bench.survivors()).toBe(0);
    expect(bench.spent()).toBeNull();
    report(bench, harness, 'stall before headers', 'recovery', 'runner_silent', null);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: the stream of the model stalls', async (harness) => {
  const bench = new Bench(() => ({ text: 'half', stall: 'mid' }));
  try {
    await bench.ready([harness], harness.mode, { more: ['silence_ms = 6000'] });
    expect(await bench.tick()).toMatchObject({ applied: { failure_class: 'runner_silent' } });
    expect(bench.survivors()).toBe(0);
    expect(bench.spent()).toEqual(harness.refused);
    report(bench, harness, 'stall in the stream', 'recovery', 'runner_silent', harness.refused);
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: its owner is killed, another takes the result', async (harness) => {
  const { bench, call } = await inTool(harness, first(WAITS, succeeds)());
  try {
    call.child.kill('SIGKILL');
    await call.done;
    bench.workspace.write('go-on', '');
    const attempt = attemptOf(bench);
    expect(await bench.tick()).toMatchObject({
      did: 'applied',
      applied: { attempt_id: attempt, outcome: 'PLANNER_COMPLETE' },
    });
    expect(bench.survivors()).toBe(0);
    expect(bench.spent()).toEqual(times(1, harness));
    report(bench, harness, 'kill -9 of the owner', 'adopted', null, times(1, harness));
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)(
  '$name: all is killed, the next attempt resumes its session',
  async (harness) => {
    const { bench, call } = await inTool(harness, first(HANGS, succeeds)());
    try {
      const attempt = attemptOf(bench);
      endAll(carriersOf(`MILLRACE_KEEPER=${attempt}`));
      endAll(carriersOf(`MILLRACE_ATTEMPT=${attempt}`));
      const { out } = await call.done;
      const next = attempt.replace(/-1$/, '-2');
      expect(JSON.parse(out)).toMatchObject({ did: 'applied', applied: { attempt_id: next } });
      expect(bench.survivors()).toBe(0);
      expect(resumed(bench, next)).toBe(true);
      const expected = sum(harness.first, harness.stage);
      expect(bench.spent()).toEqual(expected);
      report(bench, harness, 'kill -9 of keeper and harness', 'resumed', 'attempt_lost', expected);
    } finally {
      await bench.close();
    }
  },
);

it.each(HARNESSES)('$name: the system kills it, the next attempt resumes', async (harness) => {
  const { bench, call } = await inTool(harness, first(HANGS, succeeds)());
  try {
    const attempt = attemptOf(bench);
    const family = carriersOf(`MILLRACE_ATTEMPT=${attempt}`);
    endAll(family.filter(({ argv }) => argv[3] !== 'millrace-recorder'));
    const { out } = await call.done;
    const next = attempt.replace(/-1$/, '-2');
    expect(JSON.parse(out)).toMatchObject({ did: 'applied', applied: { attempt_id: next } });
    expect([bench.survivors(), resumed(bench, next)]).toEqual([0, true]);
    const expected = sum(harness.first, harness.stage);
    expect(bench.spent()).toEqual(expected);
    report(bench, harness, 'killed by the system', 'resumed', 'runner_killed', expected);
  } finally {
    await bench.close();
  }
});

function resumed(bench: Bench, attempt: string): boolean {
  const path = `millrace-agents/attempts/${attempt}/request.json`;
  return /"(?:--)?resume"/.test(readFileSync(bench.workspace.at(path), 'utf8'));
}

function report(
  bench: Bench,
  { name }: Harness,
  scenario: string,
  result: string,
  failure_class: string | null,
  expected: ReturnType<Bench['spent']>,
): void {
  bench.report({ harness: name, scenario, result, failure_class, expected });
}
