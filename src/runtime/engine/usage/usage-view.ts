import type { GovernanceRuleView, GovernanceView, QuotaReadingView } from '../../api/index.ts';
import { isMillraceError } from '../../errors/errors.ts';
import {
  degradedQuota,
  type Governance,
  judgedRules,
  type Quota,
  quotaUses,
  type State,
  unitOf,
} from '../../kernel/index.ts';
import { type Layout, readWorkspaceId } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { Governor, type GovernorPorts } from './governor.ts';

const RULES_SHOWN_MAX = 20;
const MINUTE_MS = 60_000;

/** For whoever only looks: telemetry is read as seldom as by an owner. */
export function usageReader(ports: GovernorPorts, layout: Layout) {
  const id = () => readWorkspaceId(ports.disk, layout) ?? '';
  let known: { readonly follower: Follower; readonly governor: Governor } | null = null;
  return (follower: Follower) => {
    if (known?.follower !== follower) {
      known = { follower, governor: new Governor(ports, follower, { id, root: layout.root }) };
    }
    return usageView(known.governor, follower.state, ports.clock.now());
  };
}

/** What the rules say now; null = there are none. What cannot be read is said, and hides nothing else. */
function usageView(governor: Governor, state: State, now_ms: number): GovernanceView | null {
  try {
    const governance = governor.now();
    return governance === null ? null : viewOf(governance, state, now_ms);
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    const nothing = { rules: [], rules_total: 0, readings: [], degraded: '' };
    return { ...nothing, problem: error.facts.what };
  }
}

function viewOf(governance: Governance, state: State, now_ms: number): GovernanceView {
  const now = new Date(now_ms).toISOString();
  const { quota } = governance;
  const rules = [
    ...amountRules(governance, state, now_ms),
    ...(quota === null ? [] : quotaRules(quota, now)),
  ].sort((one, next) => Number(next.holds) - Number(one.holds) || shareOf(next) - shareOf(one));
  return {
    rules: rules.slice(0, RULES_SHOWN_MAX),
    rules_total: rules.length,
    readings: quota === null ? [] : readingsOf(quota, now_ms),
    degraded: quota === null ? '' : degradedQuota(quota, now),
    problem: null,
  };
}

function amountRules(governance: Governance, state: State, now_ms: number): GovernanceRuleView[] {
  return judgedRules(governance, state, now_ms).map(({ rule, use, blocker, observed }) => ({
    rule_id: rule.rule_id,
    window: rule.window,
    subject: use.subject,
    used: observed,
    threshold: rule.threshold,
    unit: unitOf(rule.metric),
    holds: blocker !== null,
    until: blocker?.next_resume_at ?? null,
  }));
}

function quotaRules(quota: Quota, now: string): GovernanceRuleView[] {
  return quotaUses(quota, now).map(({ rule, used, blocker }) => {
    const { rule_id, window, pause_at_percent_used: threshold } = rule;
    const amounts = { used, threshold, unit: unitOf('percent_used') };
    const until = blocker?.next_resume_at ?? null;
    return { rule_id, window, subject: null, ...amounts, holds: blocker !== null, until };
  });
}

function readingsOf({ subscriptions }: Quota, now_ms: number): QuotaReadingView[] {
  return subscriptions.flatMap(({ provider, readings }) =>
    (['five_hour', 'weekly'] as const).flatMap((window) => {
      const reading = readings[window];
      if (reading === null) return [];
      const age_ms = Math.max(0, now_ms - Date.parse(reading.read_at));
      return [{ provider, window, ...reading, age_minutes: Math.floor(age_ms / MINUTE_MS) }];
    }),
  );
}

function shareOf({ used, threshold }: GovernanceRuleView): number {
  return (used ?? 0) / threshold;
}
