import type { StatusDetails } from '../../api/index.ts';
import {
  actionableTarget,
  type ClosureTarget,
  type PlanIndex,
  type State,
} from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import { snapshotOf } from '../../render/index.ts';
import { type Layout, manifestOrNull } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** What release 0.18.0 tells of a workspace besides what it is doing. Reads only. */
export function statusDetails(
  disk: Disk,
  layout: Layout,
  { state, index }: Follower,
): StatusDetails {
  const manifest = manifestOrNull(disk, layout);
  return {
    snapshot: index === null ? {} : snapshotOf(state, index),
    baseline:
      manifest === null
        ? null
        : { manifest_id: manifest.manifest_id, version: manifest.seed_package_version },
    compiled_from: index === null ? null : index.plan.compile_input_fingerprint,
    closure: index === null ? null : closureOf(state, index),
  };
}

function closureOf(state: State, index: PlanIndex): StatusDetails['closure'] {
  const target = targetOf(state, index);
  if (target === undefined) return null;
  const { root, closed_at, verdict_path, report_path } = target;
  const open = closed_at === null;
  return {
    root,
    open,
    blocked_by_lineage_work: open && (state.lineages.get(root)?.open ?? 0) > 0,
    latest_verdict_path: verdict_path === null ? null : workspacePath(verdict_path),
    latest_report_path: report_path === null ? null : workspacePath(report_path),
  };
}

/** The one that others wait behind, else the oldest that is open, else the newest of all. */
function targetOf(state: State, index: PlanIndex): ClosureTarget | undefined {
  const [oldest] = state.open_targets;
  const open = actionableTarget(index, state) ?? state.targets.get(oldest ?? '');
  return open ?? [...state.targets.values()].at(-1);
}
