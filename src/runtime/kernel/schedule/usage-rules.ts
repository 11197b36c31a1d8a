import type { TokenRule, UsageWindow } from '../../plan/index.ts';
import { usageWarningChange } from '../changes/build.ts';
import type { TokenUsage, UsageBlocker, UsageWarningChange } from '../changes/changes.ts';
import type { Governance, Quota } from '../facts/governance.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { type Spend, warningKey } from '../state/usage.ts';
import { degradedQuota, NEAR_SHARE, quotaBlockers, quotaWarnings } from './quota-rules.ts';
import { counted, estimateOf, measureOf, type UsageMetric, unitOf } from './usage-amount.ts';
import { fitsAt, usesOf, type WindowUse } from './usage-window.ts';

/** Blockers that a record names; more rules than that at once tell nothing more. */
const BLOCKERS_MAX = 20;
const DEGRADED = 'subscription-quota-degraded';
const DAY_MS = 86_400_000;

export interface UsageJudgement {
  readonly blockers: readonly UsageBlocker[];
  /** Whom nobody has been told about yet. */
  readonly warnings: readonly UsageWarningChange[];
}

/** What the rules say of what was used. Costs the same however much was ever used. */
export function judgeUsage(governance: Governance, state: State, now_ms: number): UsageJudgement {
  const blockers: UsageBlocker[] = closedBlocker(governance);
  const warnings: UsageWarningChange[] = [];
  const known = new Map<UsageWindow, readonly WindowUse[]>();
  for (const rule of governance.rules) {
    const uses = known.get(rule.window) ?? usesOf(rule.window, governance, state, now_ms);
    known.set(rule.window, uses);
    for (const use of uses) {
      const judged = judge(governance, rule, use, state);
      if (judged.blocker !== null) blockers.push(judged.blocker);
      else if (judged.isNear && !isTold(state, rule, use)) {
        warnings.push(warning(rule, use, judged.observed));
      }
    }
  }
  const now = new Date(now_ms).toISOString();
  if (governance.quota !== null) {
    blockers.push(...quotaBlockers(governance.quota, now));
    warnings.push(...quotaWarnings(governance.quota, state.usage_warned, now));
    warnings.push(...degradedWarning(governance.quota, state, now));
  }
  return { blockers: blockers.slice(0, BLOCKERS_MAX), warnings };
}

/** Stages that run go on to their end. */
function closedBlocker({ closed }: Governance): UsageBlocker[] {
  if (closed === null) return [];
  const name = 'working_hours';
  const amounts = { metric: 'none', observed: 0, reserved: 0, threshold: 0 } as const;
  const next_resume_at = new Date(closed.until_ms).toISOString();
  const detail = `stages may start ${closed.hours}`;
  const about = { source: name, rule_id: name, window: name, subject: null } as const;
  return [{ ...about, ...amounts, next_resume_at, detail }];
}

/** The hard rule that a running stage reaches with what all that run have used so far; null = none. */
export function reachedWhileRunning(
  governance: Governance,
  state: State,
  running: {
    readonly run: Run;
    /** Attempt -> what it used. */
    readonly used: ReadonlyMap<string, TokenUsage>;
    readonly now_ms: number;
  },
): TokenRule | null {
  const { run, used, now_ms } = running;
  const runs = [...state.runs.values()];
  const soFar = ({ holds }: WindowUse, metric: UsageMetric) =>
    runs.filter(holds).reduce((all, one) => {
      const usage = used.get(one.request?.live?.id ?? '');
      return usage === undefined ? all : all + measureOf(metric).soFar(usage);
    }, 0);
  const isReached = ({ window, metric, threshold }: TokenRule) =>
    usesOf(window, governance, state, now_ms).some((use) => {
      const ended = counted(governance, metric, use.spend);
      return use.holds(run) && ended + soFar(use, metric) >= threshold;
    });
  return governance.rules.find((rule) => rule.hard && isReached(rule)) ?? null;
}

/** While it lasts it is said once a day; a pause of `fail_closed` says it itself. */
function degradedWarning(quota: Quota, { usage_warned }: State, now: string): UsageWarningChange[] {
  const detail = quota.degraded_policy === 'fail_open' ? degradedQuota(quota, now) : '';
  const told = usage_warned.get(warningKey(DEGRADED, null, 0));
  const isTold = told !== undefined && Date.parse(now) - Date.parse(told) < DAY_MS;
  if (detail === '' || isTold) return [];
  const amounts = { observed: 0, threshold: 0 };
  const about = { rule_id: DEGRADED, window: 'subscription', subject: null };
  return [usageWarningChange({ ...about, ...amounts, detail })];
}

function judge(governance: Governance, rule: TokenRule, use: WindowUse, state: State) {
  const { threshold, metric } = rule;
  const reserved = rule.hard ? reservedFor(governance, metric, state, use) : 0;
  const counts = (spend: Spend) => counted(governance, metric, spend);
  const isUnknown = (spend: Spend) =>
    governance.unknown_usage === 'block' && measureOf(metric).unknown(spend) > 0;
  const fits = (spend: Spend) =>
    !isUnknown(spend) && counts(spend) < threshold && counts(spend) + reserved <= threshold;
  const observed = counts(use.spend);
  const isNear = observed >= threshold * NEAR_SHARE;
  if (fits(use.spend)) return { blocker: null, isNear, observed };
  const at_ms = fitsAt(use, fits);
  const blocker: UsageBlocker = {
    source: 'runtime_token',
    rule_id: rule.rule_id,
    window: rule.window,
    subject: use.subject,
    metric,
    observed,
    reserved,
    threshold,
    next_resume_at: at_ms === null ? null : new Date(at_ms).toISOString(),
    detail: detailOf(rule, use, { observed, reserved, governance }),
  };
  return { blocker, isNear, observed };
}

/** For stages that run, and for the one that would be next; nothing while none would be. */
function reservedFor(
  governance: Governance,
  metric: UsageMetric,
  state: State,
  { holds }: WindowUse,
): number {
  const runs = [...state.runs.values()].filter(holds);
  const waiting = runs.find(({ request }) => request?.live == null);
  if (waiting === undefined) return 0;
  const running = runs.filter(({ request }) => request?.live != null);
  const estimate = (run: Run) => estimateOf(governance, metric, state, run);
  return [...running, waiting].reduce((all, run) => all + estimate(run), 0);
}

function isTold(
  { usage_warned }: State,
  { rule_id, threshold }: TokenRule,
  use: WindowUse,
): boolean {
  const told = usage_warned.get(warningKey(rule_id, use.subject, threshold));
  return told !== undefined && Date.parse(told) >= use.since_ms;
}

function warning(
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
    readonly governance: Governance;
  },
): string {
  const { observed, reserved, governance } = used;
  const who = subject === null ? WITHIN[window] : `${WITHIN[window]} ${subject}`;
  const fits = observed < threshold && reserved > 0;
  const { words, unknown, guess, untold } = measureOf(metric);
  const next = fits ? `, and stages that run or come next may use ${words(reserved)}` : '';
  const each = `counted as ${words(guess(governance))} each`;
  const how = { count_as_estimate: each, ignore: 'not counted', block: 'which is not allowed' };
  const count = unknown(spend);
  const told = count === 0 ? '' : `; ${count} stages ${untold}, ${how[governance.unknown_usage]}`;
  const amounts = `${words(observed)} of ${words(threshold)} ${unitOf(metric)} used`;
  return `${amounts} ${who}${next}${told}`;
}
