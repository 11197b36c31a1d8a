import { expect, it } from 'vitest';
import { Bench } from './support/bench.ts';
import { claude, codex, HARNESSES, times } from './support/harnesses.ts';
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

it.each(HARNESSES)('$name takes a spec to closure', async (harness) => {
  const bench = new Bench(smallCampaign);
  try {
    await bench.ready([harness], harness.mode);
    expect(await bench.finish()).toEqual(OUTCOMES);
    expect(await bench.workspace.answer('status')).toMatchObject({
      closure: { open: false, last_verdict: 'closed' },
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

it('one builds and the other checks', async () => {
  const bench = new Bench(smallCampaign);
  try {
    const checkers = ['checker', 'doublechecker', 'arbiter'];
    const stages = checkers.map((name) => `[stages.${name}]\nrunner = "${claude.runner}"`);
    const lines = [`[runners]\ndefault_runner = "${codex.runner}"`, ...stages].join('\n');
    await bench.ready([codex, claude], 'default_command', { lines });
    expect(await bench.finish()).toEqual(OUTCOMES);
    expect(await bench.workspace.answer('status')).toMatchObject({
      closure: { open: false, last_verdict: 'closed' },
    });
    const expected = times(OUTCOMES.length, claude);
    expect(bench.spent()).toEqual({
      ...expected,
      thinking_tokens: 5 * codex.stage.thinking_tokens,
    });
    expect(bench.survivors()).toBe(0);
    bench.report({
      harness: 'mixed',
      scenario: 'campaign: one builds, the other checks',
      result: 'closed',
      failure_class: null,
      expected,
    });
  } finally {
    await bench.close();
  }
});
