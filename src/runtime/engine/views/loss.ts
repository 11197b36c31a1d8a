import type { Loss } from '../../anchor/index.ts';
import type { Blocker, Refused, StatusView } from '../../api/index.ts';
import type { State } from '../../kernel/index.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';

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

/** Config and assets are gone with the state: what is wrong with them follows from that, and is not told. */
export function isAllGone(disk: Disk, { config, modes }: Layout): boolean {
  return disk.stat(config) === null && disk.stat(modes) === null;
}

/** Of the sources of the plan, which were deleted too. */
const PLAN_CODES: ReadonlySet<string> = new Set(['plan_stale', 'plan_invalid', 'config_invalid']);

/** A status that was read where the state is anchored. */
export function withLoss(
  view: StatusView,
  { deleted_ms }: Loss,
  live: readonly LiveStage[],
  is_all: boolean,
): StatusView {
  const what = lossText(new Date(deleted_ms).toISOString(), live);
  const outlook: Refused = {
    kind: 'refused',
    code: 'state_deleted',
    what,
    fix: RESTORE_NEXT,
    ...(is_all ? { init_mode: view.mode_id } : {}),
  };
  const isLeft = (one: Blocker) => !is_all || one.kind !== 'refused' || !PLAN_CODES.has(one.code);
  const left = view.blockers.filter(isLeft);
  const told = `${what}; what is shown here is kept outside of it`;
  return {
    ...view,
    condition: 'refused',
    outlook,
    blockers: [outlook, ...left],
    blockers_total: view.blockers_total - (view.blockers.length - left.length) + 1,
    problems: is_all ? [told] : [told, ...view.problems],
  };
}
