/** Of all attempts since the beginning. */
export interface Totals {
  stages: number;
  wall_ms: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  thinking_tokens: number;
  total_tokens: number;
  /** Of those whose harness said it; null = none did. */
  cost_usd: number | null;
}

/** What attempts have used. */
export interface Spend {
  tokens: number;
  /** Attempts that ran and did not tell what they used. */
  untold: number;
}

/** What ended within one span of time: its number since the epoch, tokens, attempts that did not tell. */
export type Bucket = [at: number, tokens: number, untold: number];

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
  return { minutes: [], quarters: [], session: { tokens: 0, untold: 0 } };
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
