import type { TokenRule, UsageWindow } from '../../plan/index.ts';
import { usageWarningChange } from '../changes/build.ts';
import type { UsageBlocker, UsageWarningChange } from '../changes/changes.ts';
import type { Counting } from '../facts/governance.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { type Spend, warningKey } from '../state/usage.ts';
import { NEAR_SHARE } from './quota-rules.ts';
import { counted, estimateOf, measureOf, type UsageMetric, unitOf } from './usage-amount.ts';
import { fitsAt, type WindowUse } from './usage-window.ts';

/** Whose rule it is, and what is reserved elsewhere that counts for it. */
export interface RuleOwner {
  readonly source: 'runtime_token' | 'account_budget';
  readonly elsewhere: Spend;
}

export interface Judged {
  readonly rule: TokenRule;
  readonly blocker: UsageBlocker | null;
  readonly isNear: boolean;
  readonly observed: number;
}

/** What a rule says of what was used in its window. */
export function judge(
  counting: Counting,
  rule: TokenRule,
  use: WindowUse,
  state: State,
  { source, elsewhere }: RuleOwner,
): Judged {
  const { threshold, metric } = rule;
  const reserved = rule.hard ? reservedFor(counting, metric, state, use, elsewhere) : 0;
  const counts = (spend: Spend) => counted(counting, metric, spend);
  const isUnknown = (spend: Spend) =>
    counting.unknown_usage === 'block' && measureOf(metric).unknown(spend) > 0;
  const fits = (spend: Spend) =>
    !isUnknown(spend) && counts(spend) < threshold && counts(spend) + reserved <= threshold;
  const observed = counts(use.spend);
  const isNear = observed >= threshold * NEAR_SHARE;
  if (fits(use.spend)) return { rule, blocker: null, isNear, observed };
  const at_ms = fitsAt(use, fits);
  const blocker: UsageBlocker = {
    source,
    rule_id: rule.rule_id,
    window: rule.window,
    subject: use.subject,
    metric,
    observed,
    reserved,
    threshold,
    next_resume_at: at_ms === null ? null : new Date(at_ms).toISOString(),
    detail: detailOf(rule, use, { observed, reserved, counting, source }),
  };
  return { rule, blocker, isNear, observed };
}

/** For stages that run, and for the one that would be next; nothing while none would be. */
function reservedFor(
  counting: Counting,
  metric: UsageMetric,
  state: State,
  { holds }: WindowUse,
  elsewhere: Spend,
): number {
  const runs = [...state.runs.values()].filter(holds);
  const waiting = runs.find(({ request }) => request?.live == null);
  if (waiting === undefined) return 0;
  const running = runs.filter(({ request }) => request?.live != null);
  const estimate = (run: Run) => estimateOf(counting, metric, state, run);
  const others = measureOf(metric).known(elsewhere);
  return [...running, waiting].reduce((all, run) => all + estimate(run), others);
}

export function isTold(
  { usage_warned }: State,
  { rule_id, threshold }: TokenRule,
  use: WindowUse,
): boolean {
  const told = usage_warned.get(warningKey(rule_id, use.subject, threshold));
  return told !== undefined && Date.parse(told) >= use.since_ms;
}

export function warning(
  { rule_id, window, metric, threshold }: TokenRule,
  { subject }: WindowUse,
  observed: number,
): UsageWarningChange {
  const what = { rule_id, window, subject, observed, threshold };
  return usageWarningChange(metric === 'total_tokens' ? what : { ...what, metric });
}

const WITHIN: Readonly<Record<UsageWindow, string>> = {
  rolling_5h: 'in five hours',
  calendar_week: 'this week',
  calendar_day: 'today',
  daemon_session: 'since the loop was started',
  per_run: 'by the run',
  per_stage: 'by the stage',
  per_item: 'by the work item',
  per_lineage: 'by the lineage',
};

function detailOf(
  { threshold, window, metric }: TokenRule,
  { subject, spend }: WindowUse,
  used: {
    readonly observed: number;
    readonly reserved: number;
    readonly counting: Counting;
    readonly source: RuleOwner['source'];
  },
): string {
  const { observed, reserved, counting, source } = used;
  const whose = source === 'account_budget' ? ' by all your workspaces' : '';
  const who = subject === null ? `${WITHIN[window]}${whose}` : `${WITHIN[window]} ${subject}`;
  const fits = observed < threshold && reserved > 0;
  const { words, unknown, guess, untold } = measureOf(metric);
  const next = fits ? `, and stages that run or come next may use ${words(reserved)}` : '';
  const each = `counted as ${words(guess(counting))} each`;
  const how = { count_as_estimate: each, ignore: 'not counted', block: 'which is not allowed' };
  const count = unknown(spend);
  const told = count === 0 ? '' : `; ${count} stages ${untold}, ${how[counting.unknown_usage]}`;
  const amounts = `${words(observed)} of ${words(threshold)} ${unitOf(metric)} used`;
  return `${amounts} ${who}${next}${told}`;
}
