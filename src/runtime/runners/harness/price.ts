import { addCost, type TokenUsage } from '../../kernel/changes/content.ts';
import type { ModelPrice } from '../../plan/index.ts';
import { type HarnessUsage, type ModelUse, useOf } from './usage.ts';

/** Model -> price. */
export interface Prices {
  /** What somebody says themselves. */
  readonly own: ReadonlyMap<string, ModelPrice>;
  /** What this release brings. */
  readonly listed: ReadonlyMap<string, ModelPrice>;
}

const TOKENS_PRICED = 1_000_000;
/** Behind the name of a model: its date, or how long a prompt it may take. */
const SUFFIX = /(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2}|\[[^\]]*\])$/;

/**
 * With what it has cost: by prices of one's own, else as its harness says, else by the list. A model
 * that nobody has a price for is unknown, and with it the whole. `model` is the one of the stage.
 */
export function withCost(
  { models, ...usage }: HarnessUsage,
  model: string | null,
  prices: Prices,
): TokenUsage {
  const uses = models ?? [{ model, ...useOf(usage) }];
  const named = uses.map((use) => ({ ...use, model: use.model ?? model }));
  const costBy = (...tables: ReadonlyMap<string, ModelPrice>[]) => costOf(named, tables);
  const cost_usd = costBy(prices.own) ?? usage.cost_usd ?? costBy(prices.own, prices.listed);
  const { cost_usd: _, ...tokens } = usage;
  return cost_usd === null ? tokens : { ...tokens, cost_usd };
}

/** As written, else without the one who sells it and without its date. */
export function priceOf(
  model: string,
  tables: readonly ReadonlyMap<string, ModelPrice>[],
): ModelPrice | null {
  for (const name of namesOf(model)) {
    for (const table of tables) {
      const price = table.get(name);
      if (price !== undefined) return price;
    }
  }
  return null;
}

function namesOf(model: string): string[] {
  const bare = (model.split('/').at(-1) ?? model).toLowerCase();
  const short = bare.replace(SUFFIX, '');
  return [...new Set([model, bare, short, short.replace(SUFFIX, '')])];
}

function costOf(
  uses: readonly ModelUse[],
  tables: readonly ReadonlyMap<string, ModelPrice>[],
): number | null {
  let total = 0;
  for (const use of uses) {
    const price = use.model === null ? null : priceOf(use.model, tables);
    if (price === null) return null;
    const { input_usd, output_usd, cached_input_usd, cache_write_usd } = price;
    const usd =
      use.fresh_tokens * input_usd +
      use.cached_tokens * (cached_input_usd ?? input_usd) +
      use.written_tokens * (cache_write_usd ?? input_usd) +
      use.output_tokens * output_usd;
    total += usd / TOKENS_PRICED;
  }
  return addCost(0, total);
}
