import { moveChange, resumeChange } from '../changes/build.ts';
import type { Change } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { contractChange } from '../proposals/contract-change.ts';
import { expired } from '../questions/expire.ts';
import type { State } from '../state/state.ts';
import { driftGone } from './drift-question.ts';
import { isUsagePause } from './govern.ts';
import { reachedLimit } from './limits.ts';

/**
 * Consequences that no single result owns: parked items that others have finished, lineages whose
 * limit was raised, pauses and questions whose time is over. Null when there is nothing; costs nothing then.
 */
export function settle(facts: DecisionContext, state: State): Decision | null {
  const changes = [
    ...superseded(state),
    ...released(facts, state),
    ...lifted(facts, state),
    ...numbered(facts, state),
    ...expired(state, facts.now),
    ...driftGone(state),
  ];
  if (changes.length === 0) return null;
  return { changes, cause: { input: 'tick', rule: 'settle' } };
}

/** Targets that were opened before contracts had ids get them once. */
function numbered(facts: DecisionContext, state: State): Change[] {
  const changes: Change[] = [];
  for (const root of state.open_targets) {
    const target = state.targets.get(root);
    if (target === undefined || target.contract !== undefined) continue;
    const family = state.items.get(target.key)?.family;
    if (family === undefined || facts.index.plan.families[family] === undefined) continue;
    const text = facts.frozenText(root);
    const change = contractChange(facts, family, { root, text, late: true });
    if (change !== null) changes.push(change);
  }
  return changes;
}

/** A handed-off item is superseded when its incident is resolved and all that came of it is done. */
function superseded(state: State): Change[] {
  const changes: Change[] = [];
  for (const incident of state.settling) {
    const handoff = state.handoffs.get(incident);
    const source = state.items.get(handoff?.source ?? '');
    const resolved = state.items.get(incident)?.state === 'done';
    if (handoff === undefined || source === undefined || !resolved || handoff.open > 0) continue;
    if (source.state !== 'blocked') continue;
    changes.push(moveChange(source.key, 'superseded', incident));
  }
  return changes;
}

function released(facts: DecisionContext, state: State): Change[] {
  const changes: Change[] = [];
  for (const root of state.held_roots) {
    const lineage = state.lineages.get(root);
    if (lineage === undefined || reachedLimit(facts.index.plan.limits, lineage) !== null) continue;
    changes.push({ k: 'unhold@1', root });
  }
  return changes;
}

function lifted(facts: DecisionContext, state: State): Change[] {
  const changes: Change[] = [];
  for (const [source, { until }] of state.pauses) {
    // Usage is judged anew first: it may hold on for longer.
    if (isUsagePause(source)) continue;
    if (until !== null && until <= facts.now) changes.push(resumeChange(source));
  }
  return changes;
}
