import { expect, it } from 'vitest';
import { Bench, sum } from './support/bench.ts';
import { claude, codex, HARNESSES, pi, times } from './support/harnesses.ts';
import { smallCampaign } from './support/stages.ts';

/** A task is planned, built, refused, repaired and taken in; then the judge closes the spec. */
const OUTCOMES = [
  'PLANNER_COMPLETE',
  'MANAGER_COMPLETE',
  'BUILDER_COMPLETE',
  'FIX_NEEDED',
  'FIXER_COMPLETE',
  'DOUBLECHECK_PASS',
  'UPDATE_COMPLETE',
  'ARBITER_COMPLETE',
];
const CHECKERS = ['checker', 'doublechecker', 'arbiter'];

it.each(HARNESSES)('$name takes a spec to closure', async (harness) => {
  const bench = new Bench(smallCampaign);
  try {
    await bench.ready([harness], harness.mode);
    expect(await bench.finish()).toEqual(OUTCOMES);
    expect(await bench.workspace.answer('status')).toMatchObject({
      specs: [{ state: 'closed' }],
      problems_total: 0,
    });
    const expected = times(OUTCOMES.length, harness);
    expect(bench.spent()).toEqual(expected);
    expect(bench.survivors()).toBe(0);
    bench.report({
      harness: harness.name,
      scenario: 'campaign: FIX_NEEDED, proposals, closure',
      result: 'closed',
      failure_class: null,
      expected,
    });
  } finally {
    await bench.close();
  }
});

const PAIRS = [
  { builder: codex, checker: claude },
  { builder: claude, checker: pi },
  { builder: pi, checker: codex },
] as const;

it.each(PAIRS)('$builder.name builds and $checker.name checks', async ({ builder, checker }) => {
  const bench = new Bench(smallCampaign);
  try {
    const stages = CHECKERS.map((name) => `[stages.${name}]\nrunner = "${checker.runner}"`);
    const lines = [`[runners]\ndefault_runner = "${builder.runner}"`, ...stages].join('\n');
    await bench.ready([builder, checker], 'default_command', { lines });
    expect(await bench.finish()).toEqual(OUTCOMES);
    expect(await bench.workspace.answer('status')).toMatchObject({
      specs: [{ state: 'closed' }],
    });
    const checked = times(CHECKERS.length, checker);
    const expected = sum(times(OUTCOMES.length - CHECKERS.length, builder), checked);
    expect(bench.spent()).toEqual(expected);
    expect(bench.survivors()).toBe(0);
    bench.report({
      harness: 'mixed',
      scenario: `campaign: ${builder.name} builds, ${checker.name} checks`,
      result: 'closed',
      failure_class: null,
      expected,
    });
  } finally {
    await bench.close();
  }
});
