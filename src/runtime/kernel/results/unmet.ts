import type { DecisionContext } from '../facts/decision.ts';
import type { Admission } from '../proposals/admit-set.ts';
import { missingProposals } from '../proposals/coverage.ts';
import { textOf } from '../proposals/judge.ts';
import { coverageOf } from '../proposals/lineage-coverage.ts';
import type { Violation } from '../proposals/types.ts';
import { unwrittenLists } from '../proposals/unwritten.ts';
import { itemOfRun } from '../state/lookup.ts';
import type { Run, State } from '../state/state.ts';

/** Proposals that the outcome needs and that did not come. */
export function unmet(
  facts: DecisionContext,
  state: State,
  run: Run,
  outcome: string | null,
  { judged }: Extract<Admission, { ok: true }>,
): Violation[] {
  const node = facts.index.node(run.plane, run.node);
  if (outcome === null) return [];
  const problems = [
    ...missingProposals(node, outcome, judged, coverageOf(facts, state, run)),
    ...unwrittenLists(node, outcome, judged, activeOf(facts, state, run)),
  ];
  return problems.map((one) => ({ kind: 'requires', text: textOf(one) }));
}

function activeOf(facts: DecisionContext, state: State, run: Run) {
  const item = itemOfRun(state, run);
  if (item === undefined) return null;
  return { family: facts.index.family(item.family), text: facts.document(item.key).text ?? '' };
}
