import { describe, expect, it } from 'vitest';
import { compile, DIAGNOSTIC_CODES, DIAGNOSTICS_MAX } from '../../src/compiler/index.ts';
import { brokenDisk, GROUPS } from './fixtures/broken.ts';
import { compileTree, explain, inputOf } from './fixtures/workspace.ts';
import { world } from './fixtures/world.ts';

const results = Object.entries(GROUPS).map(([group, cases]) => ({
  group,
  cases: cases.map((one) => ({ one, result: compile(inputOf(brokenDisk(one), one.mode)) })),
}));

/** More unknown stages than the list holds. */
const crowded = [
  ...world(),
  [
    'millrace.toml',
    [
      'runtime.default_mode = "weather"',
      ...Array.from({ length: DIAGNOSTICS_MAX + 5 }, (_, index) => `[stages.s${index}]`),
    ].join('\n'),
  ] as const,
];

describe('what is wrong', () => {
  it.each(results)('is told in full: $group', async ({ group, cases }) => {
    const text = cases.map(({ one, result }) => `## ${one.name}\n${explain(result)}\n`).join('\n');
    await expect(text).toMatchFileSnapshot(`fixtures/diagnostics/${group}.txt`);
  });

  it('is always told, and never with a plan', () => {
    for (const { one, result } of results.flatMap(({ cases }) => cases)) {
      const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
      expect(result.diagnostics.length, one.name).toBeGreaterThan(0);
      expect(result.ok, one.name).toBe(errors.length === 0);
    }
  });

  it('is bounded and says how much more there is', () => {
    const { diagnostics } = compileTree(new Map(crowded));
    expect(diagnostics).toHaveLength(DIAGNOSTICS_MAX + 1);
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'diagnostics_truncated',
      message: '5 more diagnostics are not listed.',
    });
  });

  it('uses every code of the closed set, and no other', () => {
    const provoked = results
      .flatMap(({ cases }) => cases)
      .flatMap(({ result }) => result.diagnostics.map(({ code }) => code));
    const all = new Set([...provoked, 'diagnostics_truncated']);
    expect([...all].sort()).toEqual(Object.keys(DIAGNOSTIC_CODES).sort());
  });
});
