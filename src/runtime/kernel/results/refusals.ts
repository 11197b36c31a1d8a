import { lineageOf } from '../evolve/items.ts';
import { grantedBeyond } from '../evolve/questions.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { ClosureRun, FinishedRun, ItemRun } from '../state/run.ts';
import type { State } from '../state/state.ts';

/** Enough was handed off in this lineage: another time would only go round. */
export function handoffRefusal(
  facts: DecisionContext,
  state: State,
  { root }: ItemRun,
): string | null {
  if (root === null) return null;
  const { handoffs_per_lineage } = facts.index.plan.limits;
  const lineage = lineageOf(state, root);
  const allowed = handoffs_per_lineage + grantedBeyond(lineage, 'handoffs_per_lineage');
  return lineage.handoffs >= allowed ? 'handoffs_exhausted' : null;
}

/** A second remediation in a row without any work, or one too many, would only repeat itself. */
export function remediationRefusal(
  facts: DecisionContext,
  state: State,
  run: ClosureRun,
): string | null {
  const { remediations_per_lineage } = facts.index.plan.limits;
  const lineage = lineageOf(state, run.root);
  const granted = grantedBeyond(lineage, 'remediations_per_lineage');
  if (lineage.remediations >= remediations_per_lineage + granted) {
    return 'remediations_exhausted';
  }
  const target = state.targets.get(run.root);
  const last = state.finished.get(target?.last_run ?? '');
  const repeated =
    target?.last_action === 'remediation' && last !== undefined && !workedSince(state, run, last);
  return repeated ? 'closure_repeated_remediation_without_execution' : null;
}

/** Planning alone mends nothing: some stage of another plane must have run for the lineage. */
function workedSince(state: State, run: ClosureRun, last: FinishedRun): boolean {
  for (const one of state.finished.values()) {
    const isWork = one.root === run.root && one.plane !== run.plane && one.stages > 0;
    if (isWork && one.last_seq > last.last_seq) return true;
  }
  return false;
}
