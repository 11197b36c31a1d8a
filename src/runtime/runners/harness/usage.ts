import { addCost, type TokenUsage } from '../../kernel/changes/content.ts';

/** The cost of the sum is known only when that of both is. */
export function addUsage(one: TokenUsage | null, other: TokenUsage): TokenUsage {
  if (one === null) return other;
  const [cost, more] = [one.cost_usd, other.cost_usd];
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    cached_input_tokens: one.cached_input_tokens + other.cached_input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    thinking_tokens: one.thinking_tokens + other.thinking_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
    cost_usd: cost === undefined || more === undefined ? undefined : addCost(cost, more),
  };
}

/** What a harness reckons by its own price list, also where a subscription pays. */
export function costIn(cost_usd: unknown): Pick<TokenUsage, 'cost_usd'> {
  return typeof cost_usd === 'number' && cost_usd >= 0 ? { cost_usd: addCost(0, cost_usd) } : {};
}
