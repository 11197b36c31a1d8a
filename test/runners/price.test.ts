import { describe, expect, it } from 'vitest';
import type { ModelPrice } from '../../src/runtime/plan/index.ts';
import { claudeUsage } from '../../src/runtime/runners/claude/report.ts';
import { codexUsage } from '../../src/runtime/runners/codex/report.ts';
import { addModels } from '../../src/runtime/runners/harness/usage.ts';
import { type Prices, withCost } from '../../src/runtime/runners/index.ts';

const LARGE: ModelPrice = {
  input_usd: 5,
  cached_input_usd: 0.5,
  cache_write_usd: 6.25,
  output_usd: 25,
};
const SMALL: ModelPrice = { input_usd: 1, output_usd: 10 };
const LISTED = new Map([
  ['claude-opus-4-8', LARGE],
  ['gpt-5.5', SMALL],
]);
const NO_OWN: Prices = { own: new Map(), listed: LISTED };

const TOLD = {
  input_tokens: 1_000_000,
  cached_input_tokens: 400_000,
  output_tokens: 100_000,
  thinking_tokens: 60_000,
  total_tokens: 1_100_000,
};

function claude(model: string) {
  const counts = {
    input_tokens: 100_000,
    cache_read_input_tokens: 1_000_000,
    cache_creation_input_tokens: 200_000,
    output_tokens: 10_000,
  };
  const usage = claudeUsage(counts, model);
  if (usage === null) throw new Error('no counts');
  return usage;
}

describe('what an attempt has cost', () => {
  it('prices what a cache held, what was written to it and what was thought, each once', () => {
    // 0.1 x 5 + 1 x 0.5 + 0.2 x 6.25 + 0.01 x 25
    expect(withCost(claude('claude-opus-4-8'), null, NO_OWN).cost_usd).toBe(2.5);
    // Thinking is part of the output: 0.6 x 1 + 0.4 x 1 + 0.1 x 10
    expect(withCost(TOLD, 'gpt-5.5', NO_OWN).cost_usd).toBe(2);
    // And here it stands beside it, as the total says.
    const beside = { ...TOLD, total_tokens: 1_160_000 };
    expect(withCost(beside, 'gpt-5.5', NO_OWN).cost_usd).toBe(2.6);
    const codex = codexUsage({
      input_tokens: 1_000_000,
      cached_input_tokens: 400_000,
      cache_write_input_tokens: 100_000,
      output_tokens: 100_000,
      reasoning_output_tokens: 60_000,
    });
    if (codex === null) throw new Error('no counts');
    const own = new Map([['m', LARGE]]);
    // 0.5 x 5 + 0.4 x 0.5 + 0.1 x 6.25 + 0.1 x 25
    expect(withCost(codex, 'm', { own, listed: LISTED })).toEqual({
      input_tokens: 1_000_000,
      cached_input_tokens: 400_000,
      output_tokens: 100_000,
      thinking_tokens: 60_000,
      total_tokens: 1_100_000,
      cost_usd: 5.825,
    });
  });

  it.each([
    'claude-opus-4-8',
    'claude-opus-4-8[1m]',
    'claude-opus-4-8-20260416',
    'claude-opus-4-8@20260416',
    'claude-opus-4-8-20260416[1m]',
    'anthropic/Claude-Opus-4-8',
  ])('knows %s by its name', (model) => {
    expect(withCost(claude(model), null, NO_OWN).cost_usd).toBe(2.5);
  });

  it.each([['claude-opus-4-9'], ['claude-opus-4-80'], ['opus'], ['']])(
    'of a model that nobody prices is unknown, not nothing: %j',
    (model) => {
      expect(withCost(claude(model), null, NO_OWN)).not.toHaveProperty('cost_usd');
    },
  );

  it('is unknown as a whole where one of its models is', () => {
    const both = addModels(claude('claude-opus-4-8'), claude('my-own'));
    expect(withCost(both, null, NO_OWN)).not.toHaveProperty('cost_usd');
    const priced = { own: new Map([['my-own', SMALL]]), listed: LISTED };
    // 2.5 and 1.3 x 1 + 0.01 x 10
    expect(withCost(both, null, priced).cost_usd).toBe(3.9);
  });

  it('is by prices of ones own, then as its harness says, then by the list', () => {
    const said = { ...claude('claude-opus-4-8'), cost_usd: 7 };
    expect(withCost(said, null, NO_OWN).cost_usd).toBe(7);
    const own = new Map([['claude-opus-4-8', { input_usd: 0, output_usd: 0 }]]);
    expect(withCost(said, null, { own, listed: LISTED }).cost_usd).toBe(0);
    expect(withCost(claude('gpt-5.5'), null, NO_OWN).cost_usd).toBe(1.4);
  });
});
