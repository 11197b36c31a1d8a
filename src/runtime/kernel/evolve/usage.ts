import type { TokenUsage, UsageWarningChange } from '../changes/changes.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import {
  type Bucket,
  MINUTE_MS,
  nodeKey,
  QUARTER_MS,
  ROLLING_MS,
  type Spend,
  spendKey,
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

/**
 * Counts what an attempt used where its end is recorded, once: the attempt is gone from state afterwards.
 * `isUntold`: it ran, and nobody knows what it used.
 */
export function countUsage(
  state: State,
  run: Run,
  ended: { readonly usage: TokenUsage | null; readonly isUntold: boolean; readonly at: string },
): void {
  const tokens = ended.usage?.total_tokens ?? 0;
  const untold = ended.isUntold ? 1 : 0;
  if (tokens === 0 && untold === 0) return;
  foldUsage(state);
  const { usage } = state;
  // Whatever is recorded has happened, also where the clock of its end was ahead of this one.
  const at_ms = Math.min(Date.parse(ended.at), Date.parse(state.at));
  addTo(usage.minutes, Math.floor(at_ms / MINUTE_MS), { tokens, untold }, MINUTES_MAX);
  addTo(usage.quarters, Math.floor(at_ms / QUARTER_MS), { tokens, untold }, QUARTERS_MAX);
  add(usage.session, { tokens, untold });
  for (const key of keysOf(run)) {
    const spend = state.spends.get(key) ?? { tokens: 0, untold: 0 };
    add(spend, { tokens, untold });
    remember(state.spends, key, spend, OPEN_MAX);
  }
  const node = nodeKey(run.plane, run.request?.node ?? run.node);
  const request = state.spends.get(spendKey('request', run.request?.id ?? ''))?.tokens ?? tokens;
  const largest = state.largest_spends;
  if (request > (largest.get(node) ?? 0)) remember(largest, node, request, NODES_MAX);
  if (untold === 0 || run.root === null) return;
  const lineage = lineageOf(state, run.root);
  lineage.untold = (lineage.untold ?? 0) + untold;
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
  usage.session = { tokens: 0, untold: 0 };
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

function add(spend: Spend, { tokens, untold }: Spend): void {
  spend.tokens += tokens;
  spend.untold += untold;
}

/** The newest is the last one; one too many drops the oldest. */
function remember<T>(all: Map<string, T>, key: string, value: T, most: number): void {
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > most && oldest !== undefined) all.delete(oldest);
}

function addTo(buckets: Bucket[], at: number, { tokens, untold }: Spend, most: number): void {
  const place = buckets.findLastIndex(([one]) => one <= at);
  const found = buckets[place];
  if (found?.[0] === at) {
    found[1] += tokens;
    found[2] += untold;
    return;
  }
  buckets.splice(place + 1, 0, [at, tokens, untold]);
  if (buckets.length > most) buckets.shift();
}

function fold(buckets: Bucket[], now: number): void {
  while ((buckets.at(-1)?.[0] ?? now) > now) {
    const [, tokens, untold] = buckets.pop() ?? [now, 0, 0];
    addTo(buckets, now, { tokens, untold }, Number.POSITIVE_INFINITY);
  }
}
