import { decisionChange, moveChange, targetVerdictChange, waiveChange } from '../changes/build.ts';
import type { Change } from '../changes/changes.ts';
import { isOpen } from '../evolve/items.ts';
import { retireRun } from '../schedule/operator.ts';
import type { ClosureTarget, State } from '../state/state.ts';
import {
  type Decider,
  isProven,
  personNeeded,
  type Revision,
  refused,
  revised,
} from './revision.ts';

/** Why a closed target has no verdict of its own. */
export const AS_IT_IS = 'closed_as_it_is';
/** Stands for all items of a contract that are not met. */
export const ALL_ITEMS = 'all';

export interface AsItIs {
  readonly now: string;
  /** Ids that the last verdict found met. */
  readonly met: readonly string[];
  readonly reason: string;
}

/**
 * Its owner closes a lineage although items are open: all that is not met is waived, what is queued or
 * blocked is withdrawn, what runs is fenced. Nothing is judged again.
 */
export function closeAsItIs(
  state: State,
  target: ClosureTarget,
  { now, met, reason }: AsItIs,
  speaker: Decider,
): Revision {
  const { root, contract } = target;
  if (contract === undefined) {
    return refused(
      `The items of ${root} have no ids yet`,
      'a contract whose items have ids',
      'call run_once, which gives them once',
    );
  }
  const { items, version, waived = [] } = contract;
  const open = items.filter(({ id }) => !waived.includes(id) && !met.includes(id));
  const ids = open.map(({ id }) => id);
  if (!isProven(speaker)) {
    const what = `${root} can only be closed as it is by a person`;
    return personNeeded(what, `in a terminal, a person: millrace waive ${root} ${ALL_ITEMS}`);
  }
  const keys = [...(state.lineages.get(root)?.open_keys ?? [])];
  const work = keys.flatMap((key) => state.items.get(key) ?? []);
  const runs = [...state.runs.values()].filter((run) => run.root === root);
  const named = ids.length === 0 ? 'every item met' : `${ids.join(', ')} waived`;
  const text = `closed as it is, ${named}, because: ${reason}`;
  const { last_run, verdict_path, report_path } = target;
  const verdict = { action: 'closed', failure_class: AS_IT_IS, verdict_path, report_path } as const;
  const changes: Change[] = [
    ...ids.map((id) => waiveChange(root, version + 1, id)),
    decisionChange({ root, key: null, kind: 'waiver', text, ...speaker }),
    ...runs.flatMap((run) => retireRun(state, run, 'withdrawn', AS_IT_IS).changes),
    ...work
      .filter((one) => isOpen(one.state) && one.state !== 'active')
      .map((one) => moveChange(one.key, 'withdrawn', AS_IT_IS)),
    targetVerdictChange({ root, run: last_run ?? '', at: now, ...verdict }),
  ];
  const lines = [
    ...open.map(({ id, text: item }) => `~ ${id}: ${item}`),
    ...runs.map((run) => `${run.id} ends at ${run.node}`),
    ...work.map(({ key, state: from }) => `${key}: ${from} -> withdrawn`),
  ];
  const detail = `${root} is closed as it is: ${named}; what its stages changed in the work tree stays`;
  return revised('close_as_is', detail, lines, changes);
}
