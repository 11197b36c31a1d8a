import { expect, it } from 'vitest';
import { until } from '../support/program/processes.ts';
import { concluded, inEach } from './support/cases.ts';
import { HARNESSES } from './support/harnesses.ts';
import { IN_TOOL, inMidst, PHASES } from './support/phases.ts';

it.each(inEach(PHASES))('$harness.name: is stopped $phase.name', async ({ harness, phase }) => {
  const { bench, call, attempt } = await inMidst(harness, phase);
  try {
    await bench.workspace.answer('cancel-stage', '--reason', 'test');
    await until('the end of all', () => (bench.survivors() === 0 ? true : null));
    await call.done;
    await bench.tick();
    const ends = bench.workspace.changes().filter(({ k }) => k === 'attempt-end@1');
    expect(ends).toMatchObject([
      { attempt, outcome: 'fenced' },
      { attempt, outcome: 'ended' },
    ]);
    expect(bench.attempts()).toEqual([attempt]);
    concluded(bench, harness, {
      scenario: `stopped ${phase.name}`,
      result: 'stopped',
      failure_class: 'interrupted',
      expected: phase.spent(harness),
    });
  } finally {
    await bench.close();
  }
});

it.each(inEach(PHASES))('$harness.name: is silent $phase.name', async ({ harness, phase }) => {
  const { bench, call } = await inMidst(harness, phase, { more: ['silence_ms = 5000'] });
  try {
    const { code, out } = await call.done;
    const failed = { did: 'applied', applied: { failure_class: 'runner_silent' } };
    expect([code, JSON.parse(out)]).toMatchObject([0, failed]);
    concluded(bench, harness, {
      scenario: `silent ${phase.name}`,
      result: 'recovery',
      failure_class: 'runner_silent',
      expected: phase.spent(harness),
    });
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: runs into its time limit in a tool', async (harness) => {
  const lines = '[stages.planner]\ntimeout_seconds = 8';
  const { bench, call } = await inMidst(harness, IN_TOOL, { lines });
  try {
    const { code, out } = await call.done;
    const failed = { did: 'applied', applied: { failure_class: 'runner_timeout' } };
    expect([code, JSON.parse(out)]).toMatchObject([0, failed]);
    concluded(bench, harness, {
      scenario: 'time limit in a tool',
      result: 'recovery',
      failure_class: 'runner_timeout',
      expected: harness.first,
    });
  } finally {
    await bench.close();
  }
});
