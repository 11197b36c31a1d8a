import { exhausted } from '../../errors/exhausted.ts';
import type { UsageWindow } from '../../plan/index.ts';
import { addCost } from '../changes/content.ts';
import type { Account, Governance, OtherUse, TimeSpan } from '../facts/governance.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import {
  addSpend,
  type Bucket,
  MINUTE_MS,
  NOTHING_USED,
  QUARTER_MS,
  ROLLING_MS,
  type Spend,
  spendKey,
  spendOf,
} from '../state/usage.ts';

/** What leaves a window at a time. */
interface Leaving extends Spend {
  readonly at_ms: number;
}

/** What was used within a window, of the workspace or of one thing. */
export interface WindowUse {
  readonly spend: Spend;
  /** What it is about: a run, request, item or lineage; null = the workspace. */
  readonly subject: string | null;
  /** Whether a run spends into it. */
  readonly holds: (run: Run) => boolean;
  /** Since when a warning counts for it, in milliseconds since the epoch. */
  readonly since_ms: number;
  /** In order of time; what is not in it never leaves. */
  readonly leaving: () => readonly Leaving[];
}

const ALL = () => true;
/** Of what has no time: a warning is given once for ever. */
const ALWAYS = { since_ms: 0, leaving: (): Leaving[] => [] };

/**
 * What a window holds now, for each thing that it is about. Sums a few hundred buckets at most,
 * whatever was ever used. By minutes, so that something may leave a rolling window up to a minute
 * late, never early; what lies after now counts as used now.
 */
export function usesOf(
  window: UsageWindow,
  { calendar }: Pick<Governance, 'calendar'>,
  state: State,
  now_ms: number,
): readonly WindowUse[] {
  const runs = [...state.runs.values()];
  const open = (kind: 'run' | 'request' | 'item', id: string) =>
    state.spends.get(spendKey(kind, id)) ?? NOTHING_USED;
  switch (window) {
    case 'rolling_5h':
    case 'calendar_day':
    case 'calendar_week':
      return [timedUse(window, calendar, state.usage, now_ms)];
    case 'daemon_session': {
      const since_ms = Date.parse(state.loop?.started_at ?? '') || 0;
      return [{ spend: state.usage.session, subject: null, holds: ALL, ...ALWAYS, since_ms }];
    }
    case 'per_run':
      return runs.map((run) => aboutOne(run.id, open('run', run.id), (one) => one === run));
    case 'per_stage':
      return runs.flatMap((run) => {
        const { request } = run;
        if (request === null) return [];
        return aboutOne(request.id, open('request', request.id), (one) => one === run);
      });
    case 'per_item':
      return runs.flatMap((run) => {
        if (run.kind === 'closure') return [];
        return aboutOne(run.key, open('item', run.key), (one) => one === run);
      });
    case 'per_lineage':
      return [...new Set(runs.flatMap(({ root }) => root ?? []))].map((root) => {
        return aboutOne(root, spendOfLineage(state, root), (run) => run.root === root);
      });
    default:
      return exhausted(window);
  }
}

/** Windows that are about time alone, in which all that was used counts. */
type TimedWindow = 'rolling_5h' | 'calendar_day' | 'calendar_week';

function timedUse(
  window: TimedWindow,
  { day, week }: Governance['calendar'],
  { minutes, quarters }: Pick<OtherUse, 'minutes' | 'quarters'>,
  now_ms: number,
): WindowUse {
  switch (window) {
    case 'rolling_5h':
      return rolling(minutes, now_ms);
    case 'calendar_day':
      return within(quarters, day);
    case 'calendar_week':
      return within(quarters, week);
    default:
      return exhausted(window);
  }
}

/** What this workspace and the others of its user have used in a window together. */
export function accountUse(
  window: UsageWindow,
  { calendar, others }: Account,
  state: State,
  now_ms: number,
): WindowUse {
  const timed = timedWindow(window);
  const own = timedUse(timed, calendar, state.usage, now_ms);
  const other = timedUse(timed, calendar, others, now_ms);
  const spend = { ...own.spend };
  addSpend(spend, other.spend);
  const leaving = () =>
    [...own.leaving(), ...other.leaving()].sort((one, next) => one.at_ms - next.at_ms);
  return { ...own, spend, leaving };
}

function timedWindow(window: UsageWindow): TimedWindow {
  if (window === 'rolling_5h' || window === 'calendar_day' || window === 'calendar_week')
    return window;
  throw new Error(`a budget of an account has no window ${window}`);
}

/**
 * When a window holds so little that `fits` says yes; null = it does not come to that by itself.
 */
export function fitsAt(
  { spend, leaving }: WindowUse,
  fits: (left: Spend) => boolean,
): number | null {
  const left = { ...spend };
  for (const { at_ms, ...gone } of leaving()) {
    addSpend(left, minus(gone));
    if (fits(left)) return at_ms;
  }
  return null;
}

function minus({ tokens, untold, cost_usd, unpriced }: Spend): Spend {
  return { tokens: -tokens, untold: -untold, cost_usd: -cost_usd, unpriced: -unpriced };
}

function spendOfLineage(state: State, root: string): Spend {
  const { tokens = 0, untold = 0, cost_usd = 0, unpriced = 0 } = state.lineages.get(root) ?? {};
  return { tokens, untold, cost_usd, unpriced };
}

function aboutOne(subject: string, spend: Spend, holds: (run: Run) => boolean): WindowUse {
  return { spend, subject, holds, ...ALWAYS };
}

function rolling(minutes: readonly Bucket[], now_ms: number): WindowUse {
  const now = Math.floor(now_ms / MINUTE_MS);
  const leavesAt = (minute: number) => (Math.min(minute, now) + 1) * MINUTE_MS + ROLLING_MS;
  const first = Math.floor((now_ms - ROLLING_MS) / MINUTE_MS);
  const leaving = () =>
    minutes
      .filter(([minute]) => minute >= first)
      .map((bucket) => ({ at_ms: leavesAt(bucket[0]), ...spendOf(bucket) }));
  const since_ms = now_ms - ROLLING_MS;
  return { spend: sumOf(minutes, first), subject: null, holds: ALL, since_ms, leaving };
}

function within(quarters: readonly Bucket[], { from_ms, to_ms }: TimeSpan): WindowUse {
  const spend = sumOf(quarters, Math.ceil(from_ms / QUARTER_MS));
  const leaving = () => [{ at_ms: to_ms, ...spend }];
  return { spend, subject: null, holds: ALL, since_ms: from_ms, leaving };
}

/** Of the newest ones: those that are not in a window lie before those that are. */
function sumOf(buckets: readonly Bucket[], first: number): Spend {
  let [tokens, untold, cost_usd, unpriced] = [0, 0, 0, 0];
  for (let place = buckets.length - 1; place >= 0; place -= 1) {
    const bucket = buckets[place];
    if (bucket === undefined || bucket[0] < first) break;
    tokens += bucket[1];
    untold += bucket[2];
    cost_usd += bucket[3];
    unpriced += bucket[4];
  }
  // Once is enough: an error of binary fractions is far below a millionth.
  return { tokens, untold, cost_usd: addCost(0, cost_usd), unpriced };
}
