import type { ClosureTarget, State } from '../kernel/state/state.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { splitKey } from './identity.ts';
import { ideaContractFile, rootContractFile, rubricFile } from './paths.ts';
import { jsonText } from './text.ts';

/**
 * A longer list is left empty (the flag still says so): it would make each tick walk through the
 * whole lineage.
 */
export const BLOCKING_WORK_IDS_MAX = 200;

/** `arbiter/targets/<root>.json`. */
export function targetText(target: ClosureTarget, state: State): string {
  const open = target.closed_at === null;
  const lineage = state.lineages.get(target.root);
  const blocked = open && lineage !== undefined && lineage.open > 0;
  const listed = blocked && lineage.open <= BLOCKING_WORK_IDS_MAX;
  return jsonText({
    schema_version: SCHEMA_VERSION,
    kind: 'closure_target_state',
    root_spec_id: target.root,
    root_idea_id: target.idea,
    root_spec_path: workspacePath(rootContractFile(target.root)),
    root_idea_path: workspacePath(ideaContractFile(target.idea)),
    rubric_path: workspacePath(rubricFile(target.root)),
    latest_verdict_path: shownOrNull(target.verdict_path),
    latest_report_path: shownOrNull(target.report_path),
    closure_open: open,
    // Of what is over, it says that it was withdrawn: the tools of release 0.18.0 know no other field.
    closure_blocked_by_lineage_work: blocked || target.withdrawn === true,
    blocking_work_ids: listed ? [...lineage.open_keys].map((key) => splitKey(key).id).sort() : [],
    opened_at: target.opened_at,
    closed_at: target.closed_at,
    last_arbiter_run_id: target.last_run,
  });
}

function shownOrNull(path: string | null): string | null {
  return path === null ? null : workspacePath(path);
}
