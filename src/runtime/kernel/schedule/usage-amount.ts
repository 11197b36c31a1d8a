/** What a rule counts, of what was used: tokens or money. */
import { exhausted } from '../../errors/exhausted.ts';
import type { TokenRule } from '../../plan/index.ts';
import type { TokenUsage, UsageBlocker } from '../changes/changes.ts';
import type { Counting } from '../facts/governance.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { nodeKey, type Spend } from '../state/usage.ts';

export type UsageMetric = TokenRule['metric'];

interface Measure {
  /** What is known of it. */
  known(spend: Spend): number;
  /** Attempts of which it is not. */
  unknown(spend: Spend): number;
  /** Of an attempt that still runs; 0 = it does not tell. */
  soFar(usage: TokenUsage): number;
  /** The most that a stage of each kind has used. */
  largest(state: State): ReadonlyMap<string, number>;
  /** What a stage counts as of which nobody knows. */
  guess(governance: Counting): number;
  words(amount: number): string;
  /** Behind a number of stages of which it is not known. */
  readonly untold: string;
}

const CENTS_SHOWN = 10_000;
/** To a hundredth of a cent. */
function usd(amount: number): string {
  return String(Math.round(amount * CENTS_SHOWN) / CENTS_SHOWN);
}

const MEASURES: Readonly<Record<UsageMetric, Measure>> = {
  total_tokens: {
    known: ({ tokens }) => tokens,
    unknown: ({ untold }) => untold,
    soFar: ({ total_tokens }) => total_tokens,
    largest: ({ largest_spends }) => largest_spends,
    guess: ({ estimated_stage_tokens }) => estimated_stage_tokens,
    words: String,
    untold: 'did not tell',
  },
  cost_usd: {
    known: ({ cost_usd }) => cost_usd,
    unknown: ({ unpriced }) => unpriced,
    soFar: ({ cost_usd }) => cost_usd ?? 0,
    largest: ({ largest_costs }) => largest_costs,
    guess: ({ estimated_stage_cost_usd }) => estimated_stage_cost_usd,
    words: usd,
    untold: 'have no known cost',
  },
};

export function measureOf(metric: UsageMetric): Measure {
  return MEASURES[metric];
}

/** What was used, with what is not known as the config wants it counted. */
export function counted(governance: Counting, metric: UsageMetric, spend: Spend): number {
  const { known, unknown, guess } = MEASURES[metric];
  switch (governance.unknown_usage) {
    case 'count_as_estimate':
      return known(spend) + unknown(spend) * guess(governance);
    case 'ignore':
    case 'block':
      return known(spend);
    default:
      return exhausted(governance.unknown_usage);
  }
}

/** What a stage is expected to use: the most that one of its kind has, or what the config says. */
export function estimateOf(
  governance: Counting,
  metric: UsageMetric,
  state: State,
  run: Run,
): number {
  const { largest, guess } = MEASURES[metric];
  return largest(state).get(nodeKey(run.plane, run.node)) ?? guess(governance);
}

/** Behind an amount. */
export function unitOf(metric: UsageBlocker['metric']): string {
  switch (metric) {
    case 'percent_used':
      return '%';
    case 'none':
      return '';
    case 'total_tokens':
      return 'tokens';
    case 'cost_usd':
      return 'USD';
    default:
      return exhausted(metric);
  }
}
