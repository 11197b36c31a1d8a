import { addCost } from '../changes/content.ts';

/** Of all attempts since the beginning. */
export interface Totals {
  stages: number;
  wall_ms: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  thinking_tokens: number;
  total_tokens: number;
  /** Of those of which it is known; null = it is of none. */
  cost_usd: number | null;
  /** Attempts of which nobody knows what they have cost. */
  unpriced: number;
}

/** What attempts have used. */
export interface Spend {
  tokens: number;
  /** Attempts that ran and did not tell what they used. */
  untold: number;
  cost_usd: number;
  /** Attempts that ran and of which nobody knows what they have cost. */
  unpriced: number;
}

/** What is known of a lineage beside its tokens. */
export interface LineageCost {
  /** Attempts that did not tell what they used; absent = none. */
  untold?: number;
  /** Of the attempts of which it is known; absent = it is of none. */
  cost_usd?: number;
  /** Attempts of which it is not; absent = none. */
  unpriced?: number;
}

export const NOTHING_USED: Readonly<Spend> = { tokens: 0, untold: 0, cost_usd: 0, unpriced: 0 };

/** A sum of money stays a whole number of millionths. */
export function addSpend(spend: Spend, more: Spend): void {
  spend.tokens += more.tokens;
  spend.untold += more.untold;
  spend.cost_usd = addCost(spend.cost_usd, more.cost_usd);
  spend.unpriced += more.unpriced;
}

/** What ended within one span of time: its number since the epoch, and what a spend says. */
export type Bucket = [
  at: number,
  tokens: number,
  untold: number,
  cost_usd: number,
  unpriced: number,
];

export function spendOf([, tokens, untold, cost_usd, unpriced]: Bucket): Spend {
  return { tokens, untold, cost_usd, unpriced };
}

export function bucketOf(at: number, { tokens, untold, cost_usd, unpriced }: Spend): Bucket {
  return [at, tokens, untold, cost_usd, unpriced];
}

/**
 * What has been used, by the time at which it was, as the rules of usage governance ask for it. Kept
 * whether or not there are rules, so that one which comes later counts what was before. Plain data: it
 * stands in a checkpoint as it is.
 */
export interface Usage {
  /** Those in which something ended, oldest first; the newest ones are kept. */
  readonly minutes: Bucket[];
  /** The same by quarter-hours, at which every calendar day begins. */
  readonly quarters: Bucket[];
  /** Since a loop was last started. */
  session: Spend;
}

export function noUsage(): Usage {
  return { minutes: [], quarters: [], session: { ...NOTHING_USED } };
}

export const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
/** The longest window by minutes is five hours. */
export const ROLLING_MS = 300 * MINUTE_MS;

export function spendKey(kind: 'run' | 'request' | 'item', id: string): string {
  return `${kind} ${id}`;
}

/** It is over: nothing more is counted for it alone. */
export function forgetSpend(
  spends: Map<string, Spend>,
  kind: 'run' | 'request' | 'item',
  id: string,
): void {
  spends.delete(spendKey(kind, id));
}

export function nodeKey(plane: string, node: string): string {
  return `${plane}/${node}`;
}

/** By which a warning is given once: another threshold is another warning. */
export function warningKey(rule: string, subject: string | null, threshold: number): string {
  return `${rule} ${subject ?? ''} ${threshold}`;
}
