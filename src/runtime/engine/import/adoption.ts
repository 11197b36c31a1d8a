import type { EarlierFiles, EarlierRun, Snapshot } from '../../earlier/index.ts';
import { keyOf, PlanIndex, type RecordedSubject } from '../../kernel/index.ts';
import type { Plan } from '../../plan/index.ts';

/** A run that was going on, and from which result it goes on here. */
export interface Adopted {
  readonly run: EarlierRun;
  readonly subject: RecordedSubject;
  /** Null: nobody has followed its last result yet. */
  readonly node: string | null;
}

interface Known {
  readonly plan: Plan;
  readonly files: EarlierFiles;
  readonly runs: readonly EarlierRun[];
  /** Key of an active document -> the root of its lineage. */
  readonly active: ReadonlyMap<string, string | null>;
  /** Roots with an open closure target. */
  readonly open_roots: ReadonlySet<string>;
}

/**
 * The runs that go on: those whose last finished result is there, and whose next stage, or whose outcome, the
 * plan knows. A stage that had no result is run again from there; all other active work goes back.
 */
export function adoptedRuns(known: Known, snapshot: Snapshot | null): Adopted[] {
  const { plan, files, runs } = known;
  const index = new PlanIndex(plan);
  const adopted: Adopted[] = [];
  for (const [plane, active] of Object.entries(snapshot?.active_runs_by_plane ?? {})) {
    const run = runs.find(({ id }) => id === active.run_id);
    if (run === undefined) continue;
    const subject = subjectOf(known, active, run);
    if (subject === null) continue;
    const node = nextNode(
      index,
      plane,
      run,
      active.node_id,
      snapshot?.last_stage_result_path ?? '',
    );
    if (node === undefined) continue;
    const last = run.stages.at(-1)?.result.terminal_result ?? '';
    const how = node === null ? 'its outcome is followed' : `the run goes on at ${node}`;
    files.change(`runs/${run.id}`, `was going on; its last result ${last} is used: ${how}`);
    adopted.push({ run, subject, node });
  }
  return adopted;
}

type ActiveRun = Snapshot['active_runs_by_plane'][string];

function subjectOf(
  { active, open_roots }: Known,
  { work_item_kind, work_item_id, closure_target_root_spec_id }: ActiveRun,
  { stages: [{ result }] }: EarlierRun,
): RecordedSubject | null {
  if (work_item_kind === null || work_item_id === null) {
    const root = closure_target_root_spec_id ?? result.metadata.closure_target_root_spec_id;
    return root !== null && open_roots.has(root) ? { key: null, root } : null;
  }
  const key = keyOf(work_item_kind, work_item_id);
  const root = active.get(key);
  return root === undefined ? null : { key, root };
}

/** Undefined: what comes next cannot be told, or the plan does not have it. */
function nextNode(
  index: PlanIndex,
  plane: string,
  { stages }: EarlierRun,
  activeNode: string,
  lastPath: string,
): string | null | undefined {
  const last = stages.at(-1);
  if (last === undefined || !index.hasPlane(plane)) return undefined;
  if (stages.some(({ result }) => result.plane !== plane)) return undefined;
  const { result, edge } = last;
  const wasApplied =
    activeNode !== result.node_id || lastPath.endsWith(`/${result.metadata.request_id}.json`);
  const led = edge?.edge_kind === 'run_stage' ? edge.target_node_id : null;
  const node = led ?? (edge === null && wasApplied ? activeNode : null);
  if (node !== null) return index.hasNode(plane, node) ? node : undefined;
  if (!index.hasNode(plane, result.node_id)) return undefined;
  const outcomes = index.node(plane, result.node_id).allowed_result_classes_by_outcome;
  return Object.hasOwn(outcomes, result.terminal_result) ? null : undefined;
}
