import type { Loss } from '../../anchor/index.ts';
import type { Refused, StatusView } from '../../api/index.ts';
import type { State } from '../../kernel/index.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';

/** A stage that the journal knows as running. */
export interface LiveStage {
  readonly node: string;
  readonly attempt: string;
}

export function liveStages(state: State): LiveStage[] {
  return [...state.runs.values()].flatMap(({ node, request }) =>
    request?.live == null ? [] : [{ node, attempt: request.live.id }],
  );
}

/** What is known of a deletion, in one sentence. `live`: the stages that ran then. */
export function lossText(deleted_at: string, live: readonly LiveStage[]): string {
  const named = live.map(({ node, attempt }) => `${node} (attempt ${attempt})`).join(', ');
  const while_ = live.length === 0 ? 'while no stage ran' : `while ${named} ran`;
  return `State was deleted from ${RUNTIME_FOLDER} at about ${deleted_at} ${while_}`;
}

export const RESTORE_NEXT =
  'call run_once or any other call that writes: it restores the state; where all of ' +
  `${RUNTIME_FOLDER} is gone, call init first`;

/** A status that was read where the state is anchored. */
export function withLoss(
  view: StatusView,
  { deleted_ms }: Loss,
  live: readonly LiveStage[],
): StatusView {
  const what = lossText(new Date(deleted_ms).toISOString(), live);
  const outlook: Refused = {
    kind: 'refused',
    code: 'state_deleted',
    what,
    fix: RESTORE_NEXT,
    adoptable: false,
  };
  return {
    ...view,
    condition: 'refused',
    outlook,
    blockers: [outlook, ...view.blockers],
    blockers_total: view.blockers_total + 1,
    problems: [`${what}; what is shown here is kept outside of it`, ...view.problems],
  };
}
