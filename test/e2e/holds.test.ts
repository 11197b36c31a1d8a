import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Bench, type Setting } from './support/bench.ts';
import { HARNESSES, type Harness } from './support/harnesses.ts';
import { succeeds } from './support/stages.ts';

/** What only a person can mend: nothing is spent, and the next call after the fix goes on. */
interface Case {
  readonly scenario: string;
  readonly failure_class: string;
  readonly setting: (harness: Harness) => Setting;
  /** Variables that the user lacks. */
  readonly without: readonly string[];
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  {
    scenario: 'the program cannot be started',
    failure_class: 'runner_binary_not_found',
    setting: () => ({
      prepare: (workspace) => {
        chmodSync(workspace.write('broken', '#!/no/such/interpreter\n'), 0o755);
      },
      edit: (toml) => toml.replace(/^command = .*$/m, 'command = "./broken"'),
    }),
    without: [],
    says: /could not be used.*millrace run once/,
  },
  {
    scenario: 'a flag that it does not know',
    failure_class: 'runner_bad_configuration',
    setting: ({ name }) => ({
      more: [`args = ${JSON.stringify([...(name === 'codex' ? ['exec'] : []), '--no-such-flag'])}`],
    }),
    without: [],
    says: /refused how it is configured.*no-such-flag.*millrace run once/,
  },
  {
    scenario: 'no key and no login',
    failure_class: 'runner_not_logged_in',
    setting: () => ({}),
    without: ['MODEL_KEY', 'ANTHROPIC_API_KEY', 'DEEPSEEK_API_KEY'],
    says: /not logged in.*millrace run once/,
  },
];

const all = HARNESSES.flatMap((harness) => CASES.map((one) => ({ harness, ...one })));

it.each(all)('$harness.name: $scenario', async ({ harness, ...one }) => {
  const bench = new Bench(succeeds);
  try {
    for (const name of one.without) delete bench.workspace.env[name];
    await bench.ready([harness], harness.mode, one.setting(harness));
    for (let call = 0; call < 2; call += 1) {
      const { did, next } = await bench.tick();
      expect([did, next]).toEqual(['paused', expect.stringMatching(one.says)]);
    }
    expect(await bench.workspace.answer('status')).toMatchObject({ totals: { stages: 0 } });
    expect(bench.survivors()).toBe(0);
    const mended = one.without.length > 0;
    Object.assign(bench.workspace.env, harness.env);
    if (mended) expect(await bench.tick()).toMatchObject({ did: 'applied' });
    const expected = mended ? harness.stage : null;
    expect(bench.spent()).toEqual(expected);
    const { scenario, failure_class } = one;
    bench.report({ harness: harness.name, scenario, result: 'held', failure_class, expected });
  } finally {
    await bench.close();
  }
});

it.each(HARNESSES)('$name: goes on in its session after a refused login', async (harness) => {
  let refusals = 0;
  const bench = new Bench((stage) => {
    refusals += 1;
    return refusals === 1 ? { status: 401, message: 'the key is not right' } : succeeds(stage);
  });
  try {
    await bench.ready([harness], harness.mode);
    expect(await bench.tick()).toMatchObject({ did: 'paused' });
    expect(await bench.tick()).toMatchObject({
      did: 'applied',
      applied: { outcome: 'PLANNER_COMPLETE' },
    });
    expect(bench.spent()).toEqual(harness.stage);
    bench.report({
      harness: harness.name,
      scenario: 'a refused login, then mended',
      result: 'applied',
      failure_class: 'runner_not_logged_in',
      expected: harness.stage,
    });
  } finally {
    await bench.close();
  }
});
