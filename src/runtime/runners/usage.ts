import type { TokenUsage } from '../kernel/changes.ts';

export function addUsage(one: TokenUsage | null, other: TokenUsage): TokenUsage {
  if (one === null) return other;
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    cached_input_tokens: one.cached_input_tokens + other.cached_input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    thinking_tokens: one.thinking_tokens + other.thinking_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
  };
}
