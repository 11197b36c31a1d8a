import type { TokenUsage, UsageWarningChange } from '../changes/changes.ts';
import { addCost } from '../changes/content.ts';
import type { Run } from '../state/run.ts';
import type { Lineage, State } from '../state/state.ts';
import {
  addSpend,
  type Bucket,
  bucketOf,
  MINUTE_MS,
  NOTHING_USED,
  nodeKey,
  QUARTER_MS,
  ROLLING_MS,
  type Spend,
  spendKey,
  spendOf,
  warningKey,
} from '../state/usage.ts';
import { lineageOf } from './items.ts';

/** Minutes that a rolling window can touch, and one more for the one that just begins. */
const MINUTES_MAX = ROLLING_MS / MINUTE_MS + 2;
/** Quarter-hours of a week, one of which has an hour more when clocks change. */
const QUARTERS_MAX = (7 * 24 + 2) * 4;
/** Runs, requests and work items whose spending is known one by one. */
const OPEN_MAX = 2000;
const NODES_MAX = 500;
const WARNED_MAX = 200;

/** Counts what an attempt used where its end is recorded, once: it is gone from state afterwards. */
export function countUsage(state: State, run: Run, ended: Ended): void {
  const spent = spentIn(ended);
  if (spent.tokens === 0 && spent.untold === 0 && spent.cost_usd === 0) return;
  foldUsage(state);
  const { usage } = state;
  // Whatever is recorded has happened, also where the clock of its end was ahead of this one.
  const at_ms = Math.min(Date.parse(ended.at), Date.parse(state.at));
  addTo(usage.minutes, Math.floor(at_ms / MINUTE_MS), spent, MINUTES_MAX);
  addTo(usage.quarters, Math.floor(at_ms / QUARTER_MS), spent, QUARTERS_MAX);
  addSpend(usage.session, spent);
  for (const key of keysOf(run)) {
    const spend = state.spends.get(key) ?? { ...NOTHING_USED };
    addSpend(spend, spent);
    remember(state.spends, key, spend, OPEN_MAX);
  }
  const node = nodeKey(run.plane, run.request?.node ?? run.node);
  const request = state.spends.get(spendKey('request', run.request?.id ?? '')) ?? spent;
  rememberLargest(state.largest_spends, node, request.tokens);
  rememberLargest(state.largest_costs, node, request.cost_usd);
  state.totals.unpriced += spent.unpriced;
  if (run.root !== null) countForLineage(lineageOf(state, run.root), spent);
}

interface Ended {
  readonly usage: TokenUsage | null;
  /** It ran, and nobody knows what it used. */
  readonly isUntold: boolean;
  /** A script played it: it counts with what it says alone. */
  readonly isPlayed: boolean;
  readonly at: string;
}

function spentIn({ usage, isUntold, isPlayed }: Ended): Spend {
  const tokens = usage?.total_tokens ?? 0;
  const isUnpriced = usage?.cost_usd === undefined && (isUntold || tokens > 0) && !isPlayed;
  const [untold, unpriced] = [isUntold ? 1 : 0, isUnpriced ? 1 : 0];
  return { tokens, untold, cost_usd: usage?.cost_usd ?? 0, unpriced };
}

/** Its tokens are counted where its time is. */
function countForLineage(lineage: Lineage, { untold, cost_usd, unpriced }: Spend): void {
  if (untold > 0) lineage.untold = (lineage.untold ?? 0) + untold;
  if (cost_usd > 0) lineage.cost_usd = addCost(lineage.cost_usd ?? 0, cost_usd);
  if (unpriced > 0) lineage.unpriced = (lineage.unpriced ?? 0) + unpriced;
}

function rememberLargest(largest: Map<string, number>, node: string, amount: number): void {
  if (amount > (largest.get(node) ?? 0)) remember(largest, node, amount, NODES_MAX);
}

/**
 * Order is that of the records, not of clocks: where the clock was set back, what lies ahead of it now
 * counts as used now, and leaves its window in time.
 */
export function foldUsage({ usage, at }: State): void {
  const now_ms = Date.parse(at);
  fold(usage.minutes, Math.floor(now_ms / MINUTE_MS));
  fold(usage.quarters, Math.floor(now_ms / QUARTER_MS));
}

export function beginSession({ usage }: State): void {
  usage.session = { ...NOTHING_USED };
}

export function warn(
  { usage_warned, at }: State,
  { rule_id, subject, threshold }: Pick<UsageWarningChange, 'rule_id' | 'subject' | 'threshold'>,
): void {
  remember(usage_warned, warningKey(rule_id, subject, threshold), at, WARNED_MAX);
}

function keysOf(run: Run): string[] {
  return [
    spendKey('run', run.id),
    ...(run.request === null ? [] : [spendKey('request', run.request.id)]),
    ...(run.kind === 'item' ? [spendKey('item', run.key)] : []),
  ];
}

/** The newest is the last one; one too many drops the oldest. */
function remember<T>(all: Map<string, T>, key: string, value: T, most: number): void {
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > most && oldest !== undefined) all.delete(oldest);
}

function addTo(buckets: Bucket[], at: number, spent: Spend, most: number): void {
  const place = buckets.findLastIndex(([one]) => one <= at);
  const found = buckets[place];
  if (found?.[0] === at) {
    const sum = spendOf(found);
    addSpend(sum, spent);
    buckets[place] = bucketOf(at, sum);
    return;
  }
  buckets.splice(place + 1, 0, bucketOf(at, spent));
  if (buckets.length > most) buckets.shift();
}

function fold(buckets: Bucket[], now: number): void {
  while ((buckets.at(-1)?.[0] ?? now) > now) {
    const ahead = buckets.pop();
    if (ahead !== undefined) addTo(buckets, now, spendOf(ahead), Number.POSITIVE_INFINITY);
  }
}
