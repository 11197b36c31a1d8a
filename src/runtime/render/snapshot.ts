import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { Run, State } from '../kernel/state/state.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { spentBy } from './counters.ts';
import { identityOf, nodeOf } from './identity.ts';
import { PLAN_FILE, stageResultFile } from './paths.ts';
import { jsonText } from './text.ts';

const IDLE_MARKER = '### IDLE';
const OPERATOR = 'operator';

/**
 * The loop as the journal knows it: one that was killed is told until the next owner comes. As in
 * release 0.18.0 a reader asks the lock too.
 */
function processOf({ loop }: State): object {
  return {
    runtime_mode: loop === null ? 'once' : 'daemon',
    process_running: loop !== null,
    stop_requested: false,
  };
}

/** Release 0.18.0 knows two: whatever is not an operator's is its governance. */
function pauseSources({ pauses }: State): string[] {
  const known = [...pauses.keys()].map((source) =>
    source === OPERATOR ? OPERATOR : 'usage_governance',
  );
  return [...new Set(known)].sort();
}

/** One line of `<plane>_status.md`. */
export function markerOf(state: State, plane: string): string {
  const token = state.markers.get(plane);
  return token === undefined ? IDLE_MARKER : `### ${token}`;
}

/** `runtime_snapshot.json`. */
export function snapshotText(state: State, index: PlanIndex): string {
  return jsonText(snapshotOf(state, index));
}

/** The workspace as a whole, in the fields of release 0.18.0. */
export function snapshotOf(state: State, index: PlanIndex): Readonly<Record<string, unknown>> {
  const { plan } = index;
  const front = foreground(state, index);
  const refusal = state.config_refusal ?? state.loop?.refusal ?? null;
  const markers = byPlane(index, (plane) => markerOf(state, plane));
  const depths = byPlane(index, (plane) => depthOf(state, index, plane));
  return {
    schema_version: SCHEMA_VERSION,
    kind: 'runtime_snapshot',
    ...processOf(state),
    paused: state.pauses.size > 0,
    pause_sources: pauseSources(state),
    active_mode_id: plan.mode_id,
    ...renamed(plan.loop_ids_by_plane, (plane) => `${plane}_loop_id`),
    loop_ids_by_plane: plan.loop_ids_by_plane,
    compiled_plan_id: plan.compiled_plan_id,
    compiled_plan_path: workspacePath(PLAN_FILE),
    ...projection(index, front),
    active_runs_by_plane: activeRuns(state, index),
    ...renamed(markers, (plane) => `${plane}_status_marker`),
    status_markers_by_plane: markers,
    ...renamed(depths, (plane) => `queue_depth_${plane}`),
    queue_depths_by_plane: depths,
    ...lastResult(state),
    current_failure_class: currentFailure(state, front),
    ...spentBy(state, index, front),
    config_version: plan.compile_input_fingerprint.config_fingerprint,
    watcher_mode: 'off',
    last_reload_outcome: refusal === null ? null : 'failed_retained_previous_plan',
    last_reload_error: refusal?.what ?? null,
    started_at: state.loop?.started_at ?? null,
    updated_at: state.at,
  };
}

/** The active run that the flat fields describe: the first in claim order. */
function foreground(state: State, index: PlanIndex): Run | undefined {
  for (const plane of index.plan.claim_order) {
    for (const run of state.runs.values()) if (run.plane === plane) return run;
  }
  return undefined;
}

function projection(index: PlanIndex, run: Run | undefined): object {
  const about = run === undefined ? null : identityOf(run, index);
  const stageKind = run === undefined ? null : stageKindOf(index, run);
  return {
    active_plane: run?.plane ?? null,
    active_stage: stageKind,
    active_node_id: run?.node ?? null,
    active_stage_kind_id: stageKind,
    active_run_id: run?.id ?? null,
    active_work_item_kind: about?.work_item_kind ?? null,
    active_work_item_id: about?.work_item_id ?? null,
    active_since: run?.since ?? null,
  };
}

function activeRuns(state: State, index: PlanIndex): Record<string, object> {
  const runs: Record<string, object> = {};
  for (const plane of index.plan.planes) {
    for (const run of state.runs.values()) {
      if (run.plane === plane) runs[plane] = activeRun(state, index, run);
    }
  }
  return runs;
}

function activeRun(state: State, index: PlanIndex, run: Run): object {
  const about = identityOf(run, index);
  const root = about.closure_target_root_spec_id;
  return {
    plane: run.plane,
    stage: stageKindOf(index, run),
    node_id: run.node,
    stage_kind_id: stageKindOf(index, run),
    run_id: run.id,
    ...about,
    closure_target_root_idea_id: root === null ? null : (state.targets.get(root)?.idea ?? null),
    active_since: run.since,
    running_status_marker: run.request === null ? null : (state.markers.get(run.plane) ?? null),
  };
}

function stageKindOf(index: PlanIndex, run: Run): string {
  return nodeOf(index, run.plane, run.node)?.stage_kind_id ?? run.node;
}

function lastResult(state: State): object {
  const last = state.last_result;
  return {
    last_terminal_result: last?.outcome ?? null,
    last_stage_result_path:
      last === null ? null : workspacePath(stageResultFile(last.run, last.request)),
  };
}

function currentFailure(state: State, front: Run | undefined): string | null {
  if (front !== undefined) return front.failure_class;
  return state.last_result?.failure_class ?? null;
}

function depthOf(state: State, index: PlanIndex, plane: string): number {
  const families = index.familiesByPlane.get(plane) ?? [];
  return families.reduce((sum, one) => sum + (state.depth.get(one.family_id)?.queue ?? 0), 0);
}

function byPlane<T>(index: PlanIndex, value: (plane: string) => T): Record<string, T> {
  return Object.fromEntries(index.plan.planes.map((plane) => [plane, value(plane)]));
}

function renamed<T>(record: Readonly<Record<string, T>>, name: (key: string) => string) {
  const named: Record<string, T> = {};
  for (const [key, value] of Object.entries(record)) named[name(key)] = value;
  return named;
}
