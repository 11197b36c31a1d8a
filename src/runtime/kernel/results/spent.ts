import type { Change } from '../changes/changes.ts';
import { counterOwner } from '../evolve/runs.ts';
import type { Run } from '../state/state.ts';

/** The budgets that entering a node takes from. */
export function spentBy(run: Run, policies: readonly string[]): Change[] {
  return policies.map((policy) => ({ k: 'count@1', key: counterOwner(run), policy }));
}
