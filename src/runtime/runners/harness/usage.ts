import { addCost, type TokenUsage } from '../../kernel/changes/content.ts';

/** What one model was asked, as price lists count. */
export interface ModelUse {
  /** null = its harness does not name it. */
  readonly model: string | null;
  /** Of the input, what no cache held. */
  readonly fresh_tokens: number;
  readonly cached_tokens: number;
  readonly written_tokens: number;
  /** With its thinking. */
  readonly output_tokens: number;
}

/** What an attempt used, and of which models, where its harness tells; only its sums are recorded. */
export interface HarnessUsage extends TokenUsage {
  readonly models?: readonly ModelUse[];
}

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

/** The same, of what a harness tells of one of its sessions. */
export function addModels(one: HarnessUsage | null, other: HarnessUsage): HarnessUsage {
  if (one === null) return other;
  const sum = addUsage(one, other);
  if (one.models === undefined || other.models === undefined) return sum;
  return { ...sum, models: [...other.models].reduce(addModel, [...one.models]) };
}

function addModel(all: ModelUse[], use: ModelUse): ModelUse[] {
  const place = all.findIndex(({ model }) => model === use.model);
  const found = all[place];
  if (found === undefined) return [...all, use];
  const sum = {
    model: use.model,
    fresh_tokens: found.fresh_tokens + use.fresh_tokens,
    cached_tokens: found.cached_tokens + use.cached_tokens,
    written_tokens: found.written_tokens + use.written_tokens,
    output_tokens: found.output_tokens + use.output_tokens,
  };
  return all.with(place, sum);
}

/**
 * What a harness reckons by its own price list, also where a subscription pays. Nothing: its list has
 * no such model, so it does not know.
 */
export function costIn(cost_usd: unknown): Pick<TokenUsage, 'cost_usd'> {
  return typeof cost_usd === 'number' && cost_usd > 0 ? { cost_usd: addCost(0, cost_usd) } : {};
}

/** Of one model. `input_tokens` of a usage hold what was read from and written to a cache. */
export function usageOfModel(use: ModelUse): HarnessUsage {
  const { fresh_tokens, cached_tokens, written_tokens, output_tokens } = use;
  const input_tokens = fresh_tokens + cached_tokens + written_tokens;
  return {
    input_tokens,
    cached_input_tokens: cached_tokens,
    output_tokens,
    // Part of the output; who says how much adds it.
    thinking_tokens: 0,
    total_tokens: input_tokens + output_tokens,
    models: [use],
  };
}

/** What is in the total beside input and output is thinking that is not in the output. */
export function useOf(usage: TokenUsage): Omit<ModelUse, 'model'> {
  const { input_tokens, cached_input_tokens, output_tokens, thinking_tokens } = usage;
  const beside = Math.max(0, usage.total_tokens - input_tokens - output_tokens);
  return {
    fresh_tokens: Math.max(0, input_tokens - cached_input_tokens),
    cached_tokens: Math.min(input_tokens, cached_input_tokens),
    written_tokens: 0,
    output_tokens: output_tokens + Math.min(thinking_tokens, beside),
  };
}
