import type { TokenUsage } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { Run, State } from '../state/state.ts';
import { retireRun } from './operator.ts';
import { reachedWhileRunning } from './usage-rules.ts';

/**
 * The end of a running stage that reaches a hard rule with what it and those beside it have used so far: it
 * is fenced, and the same stage begins anew once the rule lets it. Null = it may go on.
 */
export function stopOverspent(
  facts: Pick<DecisionContext, 'governance' | 'now'>,
  state: State,
  run: Run,
  /** Attempt -> what it used. */
  used: ReadonlyMap<string, TokenUsage>,
): Decision | null {
  const { governance, now } = facts;
  if (governance === null) return null;
  const running = { run, used, now_ms: Date.parse(now) };
  const rule = reachedWhileRunning(governance, state, running);
  if (rule === null) return null;
  const reason = `it was stopped because the usage rule ${rule.rule_id} was reached`;
  const { changes } = retireRun(state, run, 'again', reason);
  return { changes, cause: { input: 'usage', rule: `stopped:${rule.rule_id}` } };
}
