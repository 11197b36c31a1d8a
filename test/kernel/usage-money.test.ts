import { describe, expect, it } from 'vitest';
import { baseText, stateFrom, type TokenUsage } from '../../src/runtime/kernel/index.ts';
import { DAY_MS, rule } from './support/governance.ts';
import type { Scene } from './support/scene.ts';
import { blockers, pauseOf, running, used } from './support/usage.ts';

describe('a rule in money', () => {
  const daily = rule('calendar_day', 5, { rule_id: 'money', metric: 'cost_usd' });
  const costing = (cost_usd?: number): TokenUsage =>
    cost_usd === undefined ? used(10) : { ...used(10), cost_usd };
  const lose = (scene: Scene, usage: TokenUsage | null) =>
    scene.gone('lost', { session: null, usage });

  it('counts what stages cost beside a rule in tokens, in the same windows', () => {
    const scene = running({ rules: [rule('calendar_week', 1000), daily] });
    expect(lose(scene, costing(2.4)).at(-1)).toBe('attempt 2 after lost');
    expect(lose(scene, costing(2.65))).toEqual([
      'attempt lost',
      'pause by usage_governance until 2026-01-02T00:00:00.000Z',
    ]);
    expect(pauseOf(scene)).toMatchObject({
      reason: 'rule money: 5.05 of 5 USD used today',
      blockers: [{ metric: 'cost_usd', observed: 5.05, threshold: 5 }],
    });
    expect(scene.pass(DAY_MS)).toEqual(['resume', 'attempt 3 after lost']);
  });

  it.each([
    [
      'count_as_estimate',
      5,
      '5 of 5 USD used today; 1 stages have no known cost, counted as 4 each',
    ],
    ['ignore', null, ''],
    ['block', 1, '1 of 5 USD used today; 1 stages have no known cost, which is not allowed'],
  ] as const)(
    'takes a stage without a price as the config says: %s',
    (unknown_usage, amount, detail) => {
      const scene = running(
        { rules: [daily], unknown_usage, estimated_stage_cost_usd: 4 },
        'learning',
      );
      lose(scene, costing(1));
      lose(scene, costing());
      expect(pauseOf(scene)?.blockers?.map((one) => [one.observed, one.detail]) ?? []).toEqual(
        amount === null ? [] : [[amount, detail]],
      );
    },
  );

  it('starts no stage that may cost too much, by the most that one of its kind has', () => {
    const hard = { ...daily, hard: true };
    const scene = running({ rules: [hard], estimated_stage_cost_usd: 0.5 });
    lose(scene, costing(2.1));
    expect(lose(scene, costing(1)).at(-1)).toMatch(/^pause by usage_governance/);
    expect(blockers(scene)).toEqual([
      'money 3.1+3.1/5 until 2026-01-02T00:00:00.000Z: 3.1 of 5 USD used today, ' +
        'and stages that run or come next may use 3.1',
    ]);
  });

  it('warns at four fifths in its own unit, and stands in a checkpoint', () => {
    const scene = running({ rules: [daily] });
    lose(scene, costing(4.1));
    expect(scene.state.usage_warned.size).toBe(1);
    const warned = scene.ledger.records
      .flatMap(({ c }) => c)
      .find(({ k }) => k === 'usage-warning@1');
    expect(warned).toMatchObject({ metric: 'cost_usd', observed: 4.1, threshold: 5 });
    const again = stateFrom([baseText(scene.state)]);
    expect(again.usage).toEqual(scene.state.usage);
    expect(again.largest_costs).toEqual(scene.state.largest_costs);
    expect([again.totals, again.lineages.get('s')?.cost_usd]).toEqual([scene.state.totals, 4.1]);
  });
});
