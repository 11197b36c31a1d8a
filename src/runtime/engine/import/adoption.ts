import { factsOf } from '../../documents/index.ts';
import {
  type EarlierDocument,
  type EarlierFiles,
  type EarlierRun,
  requeuedAt,
  type Snapshot,
} from '../../earlier/index.ts';
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
  /** Key of an active document -> it. */
  readonly active: ReadonlyMap<string, EarlierDocument>;
  /** Roots with an open closure target. */
  readonly open_roots: ReadonlySet<string>;
  /** Ids of runs whose outcome a document answers. */
  readonly answered: ReadonlySet<string>;
}

/**
 * The runs that go on: those whose last finished result is there, and whose next stage, or whose outcome, the
 * plan knows. A stage that had no result is run again from there; all other active work goes back.
 */
export function adoptedRuns(known: Known, snapshot: Snapshot | null): Adopted[] {
  const { plan, files, active } = known;
  const index = new PlanIndex(plan);
  const adopted = Object.entries(snapshot?.active_runs_by_plane ?? {}).flatMap(([plane, one]) =>
    adoptedRun(known, index, plane, one, snapshot?.last_stage_result_path ?? ''),
  );
  // What the snapshot does not know, since it was lost or names a run that came to nothing.
  for (const [key, document] of active) {
    if (adopted.some(({ subject }) => subject.key === key)) continue;
    const run = openRun(known, key, document);
    const last = run?.stages.at(-1)?.result;
    if (run === null || last === undefined) continue;
    if (adopted.some((one) => planeOf(one.run) === last.plane)) continue;
    const node = nextNode(index, last.plane, run, last.node_id, '');
    if (node !== undefined) adopted.push({ run, subject: subjectOfItem(key, document), node });
  }
  for (const { run, node } of adopted) {
    const last = run.stages.at(-1)?.result.terminal_result ?? '';
    const how = node === null ? 'its outcome is followed' : `the run goes on at ${node}`;
    files.change(`runs/${run.id}`, `was going on; its last result ${last} is used: ${how}`);
  }
  return adopted;
}

function adoptedRun(
  known: Known,
  index: PlanIndex,
  plane: string,
  active: ActiveRun,
  lastPath: string,
): Adopted[] {
  const run = known.runs.find(({ id }) => id === active.run_id);
  const subject = run === undefined ? null : subjectOf(known, active, run);
  if (run === undefined || subject === null) return [];
  const node = nextNode(index, plane, run, active.node_id, lastPath);
  // What a judgement asked for may be there already.
  const isAnswered = node === null && subject.key === null && known.answered.has(run.id);
  return node === undefined || isAnswered ? [] : [{ run, subject, node }];
}

/** The last run of an active document, unless it has ended, or its work was given back since. */
function openRun(
  { files, runs }: Known,
  key: string,
  document: EarlierDocument,
): EarlierRun | null {
  const own = runs.filter(({ stages: [{ result }] }) => {
    const { work_item_kind: kind, work_item_id: id, metadata } = result;
    if (metadata.closure_target_root_spec_id !== null) return false;
    return kind !== null && id !== null && keyOf(kind, id) === key;
  });
  const run = own.at(-1);
  const last = run?.stages.at(-1);
  if (run === undefined || last === undefined) return null;
  const { edge, result } = last;
  const isOver =
    edge === null ? ENDED_BY_CLASS.has(result.result_class) : edge.edge_kind !== 'run_stage';
  const given_back = requeuedAt(files, document);
  if (isOver || (given_back ?? 0) > Date.parse(result.completed_at)) return null;
  return run;
}

/** Without a word of where it led, such a result may be why the work was given back. */
const ENDED_BY_CLASS: ReadonlySet<string> = new Set(['blocked', 'recoverable_failure']);

function planeOf({ stages: [{ result }] }: EarlierRun): string {
  return result.plane;
}

function subjectOfItem(key: string, { document, family }: EarlierDocument): RecordedSubject {
  return { key, root: factsOf(document, family).root };
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
  const document = active.get(key);
  return document === undefined ? null : subjectOfItem(key, document);
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
