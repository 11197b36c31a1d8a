import type { TokenRule, UsageWindow } from '../../plan/index.ts';
import { usageWarningChange } from '../changes/build.ts';
import type { TokenUsage, UsageBlocker, UsageWarningChange } from '../changes/changes.ts';
import type { Governance, Quota } from '../facts/governance.ts';
import type { Run } from '../state/run.ts';
import type { State } from '../state/state.ts';
import { NOTHING_USED, warningKey } from '../state/usage.ts';
import { degradedQuota, quotaHolds, quotaWarnings } from './quota-rules.ts';
import { counted, measureOf, type UsageMetric } from './usage-amount.ts';
import { isTold, type Judged, judge, type RuleOwner, warning } from './usage-judge.ts';
import { accountUse, usesOf, type WindowUse } from './usage-window.ts';

/** Blockers that a record names; more rules than that at once tell nothing more. */
const BLOCKERS_MAX = 20;
const DEGRADED = 'subscription-quota-degraded';
const DAY_MS = 86_400_000;
const OWN: RuleOwner = { source: 'runtime_token', elsewhere: NOTHING_USED };

export interface UsageJudgement {
  /** What holds everything. */
  readonly blockers: readonly UsageBlocker[];
  /** Runner -> what holds its stages alone. */
  readonly resting: ReadonlyMap<string, readonly UsageBlocker[]>;
  /** Whom nobody has been told about yet. */
  readonly warnings: readonly UsageWarningChange[];
}

/** What the rules say of what was used. Costs the same however much was ever used. */
export function judgeUsage(governance: Governance, state: State, now_ms: number): UsageJudgement {
  const blockers: UsageBlocker[] = closedBlocker(governance);
  const resting = new Map<string, readonly UsageBlocker[]>();
  const warnings: UsageWarningChange[] = [];
  for (const { rule, use, blocker, isNear, observed } of judgedRules(governance, state, now_ms)) {
    if (blocker !== null) blockers.push(blocker);
    else if (isNear && !isTold(state, rule, use)) warnings.push(warning(rule, use, observed));
  }
  const now = new Date(now_ms).toISOString();
  if (governance.quota !== null) {
    for (const hold of quotaHolds(governance.quota, now)) {
      if (hold.runners === null) blockers.push(...hold.blockers);
      for (const runner of hold.runners ?? []) {
        resting.set(runner, hold.blockers.slice(0, BLOCKERS_MAX));
      }
    }
    warnings.push(...quotaWarnings(governance.quota, state.usage_warned, now));
    warnings.push(...degradedWarning(governance.quota, state, now));
  }
  return { blockers: blockers.slice(0, BLOCKERS_MAX), resting, warnings };
}

export interface JudgedRule extends Judged {
  readonly use: WindowUse;
}

/** Each rule on amounts, for each thing that it is about. */
export function judgedRules(
  governance: Governance,
  state: State,
  now_ms: number,
): readonly JudgedRule[] {
  const judged: JudgedRule[] = [];
  const known = new Map<UsageWindow, readonly WindowUse[]>();
  for (const rule of governance.rules) {
    const uses = known.get(rule.window) ?? usesOf(rule.window, governance, state, now_ms);
    known.set(rule.window, uses);
    for (const use of uses) {
      judged.push({ ...judge(governance, rule, use, state, OWN), use });
    }
  }
  const { account } = governance;
  const together = new Map<UsageWindow, WindowUse>();
  for (const rule of account?.rules ?? []) {
    if (account === null) break;
    const use = together.get(rule.window) ?? accountUse(rule.window, account, state, now_ms);
    together.set(rule.window, use);
    const owner = { source: 'account_budget', elsewhere: account.others.reserved } as const;
    judged.push({ ...judge(account, rule, use, state, owner), use });
  }
  return judged;
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
  const { account } = governance;
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
  const reached = governance.rules.find((rule) => rule.hard && isReached(rule));
  if (reached !== undefined || account === null) return reached ?? null;
  const isSpent = ({ window, metric, threshold }: TokenRule) => {
    const use = accountUse(window, account, state, now_ms);
    return counted(account, metric, use.spend) + soFar(use, metric) >= threshold;
  };
  return account.rules.find(isSpent) ?? null;
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
