import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { RunSubject } from '../kernel/state/run.ts';
import type { State } from '../kernel/state/state.ts';
import { CLOSURE_ENTRY_KEY, type PlanNode } from '../plan/index.ts';

/** What a run is about, in the words of release 0.18.0. */
export interface Identity {
  readonly request_kind: string;
  readonly work_item_kind: string | null;
  readonly work_item_id: string | null;
  readonly closure_target_root_spec_id: string | null;
}

export function identityOf(run: RunSubject, index: PlanIndex): Identity {
  if (run.kind === 'closure') {
    return {
      request_kind: CLOSURE_ENTRY_KEY,
      work_item_kind: null,
      work_item_id: null,
      closure_target_root_spec_id: run.root,
    };
  }
  const { family, id } = splitKey(run.key);
  return {
    request_kind: family === index.plan.trigger_family_id ? family : 'active_work_item',
    work_item_kind: family,
    work_item_id: id,
    closure_target_root_spec_id: null,
  };
}

/** The work item that results are filed under: for a closure decision the root spec itself. */
export function filedUnder(
  run: RunSubject,
  state: State,
): { readonly work_item_kind: string | null; readonly work_item_id: string | null } {
  const key = run.kind === 'item' ? run.key : (state.targets.get(run.root)?.key ?? null);
  if (key === null) return { work_item_kind: null, work_item_id: null };
  const { family, id } = splitKey(key);
  return { work_item_kind: family, work_item_id: id };
}

export function splitKey(key: string): { readonly family: string; readonly id: string } {
  const slash = key.indexOf('/');
  return { family: key.slice(0, slash), id: key.slice(slash + 1) };
}

/**
 * The plan's node, or null when the plan at hand does not know it: runs of an earlier plan stay
 * readable.
 */
export function nodeOf(index: PlanIndex, plane: string, node: string): PlanNode | null {
  return index.hasPlane(plane) && index.hasNode(plane, node) ? index.node(plane, node) : null;
}
