import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { Run, RunStatus, StageRecord } from '../kernel/state/state.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { identityOf, nodeOf } from './identity.ts';
import { documentFile, outboxFile, runFolder } from './paths.ts';
import { jsonBlock, seconds } from './text.ts';
import type { RunTrace } from './trace-schema.ts';
import { withoutCost } from './usage.ts';

export type TracedRun = Run & { status: RunStatus };

type TraceNode = RunTrace['nodes'][number];
type TraceEdge = RunTrace['edges'][number];
type TraceArtifact = TraceNode['artifacts'][number];

/**
 * The trace of a run. A path inside the run's folder is given relative to it, any other from the
 * workspace.
 */
export function traceOf(run: TracedRun, index: PlanIndex): RunTrace {
  return {
    ...headOf(run, index),
    nodes: run.stages.map((stage) => traceNode(run, stage, index)),
    edges: run.stages.flatMap((stage, at) => traceEdge(stage, run.stages[at + 1], index) ?? []),
    ...tailOf(run),
  };
}

interface StageText {
  readonly node: string;
  edge: string | null;
  /** The stage that the edge's text leads to. */
  next: StageRecord | undefined;
}

/**
 * `run_trace.json` of many runs: the bytes of `traceOf`, but without what release 0.18.0 lacks,
 * and with the text of a stage made once, so that writing it again costs string joins only.
 */
export class TraceTexts {
  private readonly stages = new WeakMap<StageRecord, StageText>();

  textOf(run: TracedRun, index: PlanIndex): string {
    const nodes: string[] = [];
    const edges: string[] = [];
    run.stages.forEach((stage, at) => {
      const text = this.stageText(run, stage, run.stages[at + 1], index);
      nodes.push(text.node);
      if (text.edge !== null) edges.push(text.edge);
    });
    const head = JSON.stringify(headOf(run, index), null, 2).slice(0, -2);
    const tail = JSON.stringify(tailOf(run), null, 2).slice(2);
    return `${head},\n  "nodes": ${array(nodes)},\n  "edges": ${array(edges)},\n${tail}\n`;
  }

  private stageText(
    run: TracedRun,
    stage: StageRecord,
    next: StageRecord | undefined,
    index: PlanIndex,
  ): StageText {
    const known = this.stages.get(stage);
    if (known !== undefined && known.edge !== null && known.next === next) return known;
    const edge = traceEdge(stage, next, index);
    const text: StageText = {
      node: known?.node ?? jsonBlock(fileNode(traceNode(run, stage, index))),
      edge: edge === null ? null : jsonBlock(fileEdge(edge)),
      next,
    };
    this.stages.set(stage, text);
    return text;
  }
}

function fileNode(node: TraceNode): TraceNode {
  const artifacts = node.artifacts.map((one) => ({ ...one, kind: fileKind(one) }));
  return { ...node, token_usage: withoutCost(node.token_usage), artifacts };
}

const FILE_KINDS = new Set(['stage_result', 'prompt', 'stdout', 'stderr', 'report', 'json']);

/** Of those that release 0.18.0 knows. */
function fileKind({ kind, path }: TraceArtifact): string {
  if (FILE_KINDS.has(kind)) return kind;
  return path.endsWith('.json') ? 'json' : 'artifact';
}

function fileEdge({ skipped: _, ...edge }: TraceEdge): TraceEdge {
  return edge;
}

function array(blocks: readonly string[]): string {
  return blocks.length === 0 ? '[]' : `[\n${blocks.join(',\n')}\n  ]`;
}

type Lists = 'nodes' | 'edges' | 'notes' | 'generated_at';

function headOf(run: TracedRun, index: PlanIndex): Omit<RunTrace, Lists> {
  const ended = run.status === 'active' ? undefined : run.stages.at(-1)?.completed_at;
  return {
    schema_version: SCHEMA_VERSION,
    kind: 'run_trace_graph',
    run_id: run.id,
    run_dir: workspacePath(runFolder(run.id)),
    compiled_plan_id: run.plan_id,
    mode_id: index.plan.mode_id,
    ...identityOf(run, index),
    status: run.status,
    started_at: run.started_at,
    completed_at: ended ?? null,
    duration_seconds: ended === undefined ? null : elapsed(run.started_at, ended),
  };
}

/**
 * `generated_at` is a time of the run, not of the writing: the same run always has the same bytes.
 */
function tailOf(run: TracedRun): Pick<RunTrace, 'notes' | 'generated_at'> {
  return {
    notes: run.notes,
    generated_at: run.stages.at(-1)?.completed_at ?? run.started_at,
  };
}

/** Never negative: a clock that was set back says nothing about how long a run took. */
function elapsed(from: string, to: string): number {
  return Math.max(0, seconds(Date.parse(to) - Date.parse(from)));
}

function traceNode(run: TracedRun, stage: StageRecord, index: PlanIndex): TraceNode {
  const node = nodeOf(index, run.plane, stage.node);
  return {
    trace_node_id: stage.request,
    run_id: run.id,
    request_id: stage.request,
    plane: run.plane,
    stage: node?.stage_kind_id ?? stage.node,
    node_id: stage.node,
    stage_kind_id: node?.stage_kind_id ?? stage.node,
    compiled_plan_id: run.plan_id,
    mode_id: index.plan.mode_id,
    ...identityOf(run, index),
    terminal_result: stage.outcome,
    result_class: stage.result_class,
    failure_class: stage.failure_class,
    runner_name: node?.runner_name ?? null,
    model_name: node?.model_name ?? null,
    thinking_level: node?.thinking_level ?? null,
    model_reasoning_effort: node?.model_reasoning_effort ?? null,
    started_at: stage.started_at,
    completed_at: stage.completed_at,
    duration_seconds: seconds(stage.duration_ms),
    token_usage: stage.usage,
    artifacts: artifactsOf(run, stage),
  };
}

/** What a stage left behind that can be read: its result, its artifacts, its evidence. */
function artifactsOf(run: TracedRun, stage: StageRecord): TraceArtifact[] {
  const result = {
    path: `stage_results/${stage.request}.json`,
    kind: 'stage_result',
    size_bytes: null,
    sha256: null,
  };
  const artifacts = stage.artifacts.map(({ artifact_id, file, published }) => ({
    path: workspacePath(published ?? outboxFile(stage.attempt, file)),
    kind: artifact_id,
    size_bytes: null,
    sha256: null,
  }));
  const evidence = stage.evidence.map(({ path, kind, size_bytes, sha256 }) => ({
    path: fromRun(run.id, path),
    kind,
    size_bytes,
    sha256,
  }));
  return [result, ...artifacts, ...evidence];
}

function fromRun(run: string, path: string): string {
  const inside = `${runFolder(run)}/`;
  return path.startsWith(inside) ? path.slice(inside.length) : workspacePath(path);
}

function traceEdge(
  stage: StageRecord,
  next: StageRecord | undefined,
  index: PlanIndex,
): TraceEdge | null {
  const { route } = stage;
  if (route === null) return null;
  const end = route.terminal ?? route.action;
  return {
    trace_edge_id: `${stage.request}--${stage.outcome}--${route.node ?? `terminal:${end}`}`,
    source_trace_node_id: stage.request,
    outcome: stage.outcome,
    edge_kind: route.action,
    target_node_id: route.node,
    target_trace_node_id: next !== undefined && next.node === route.node ? next.request : null,
    terminal_state_id: route.node === null ? end : null,
    spawned_work: route.spawned.map((spawned) => ({
      kind: spawned.kind,
      item_id: spawned.item_id,
      path: spawnedPath(index, spawned.kind, spawned.item_id),
      reason: spawned.reason,
      source_stage_node_id: stage.node,
      source_terminal_result: stage.outcome,
    })),
    decision_reason: route.reason,
    ...(route.skipped === undefined
      ? {}
      : { skipped: { node_id: route.skipped.node, declared: route.skipped.declared } }),
    decided_at: stage.completed_at,
  };
}

/** Where the work was put when it was admitted; it moves on later. */
function spawnedPath(index: PlanIndex, family: string, id: string): string | null {
  const known = index.plan.families[family];
  return known === undefined ? null : workspacePath(documentFile(known, 'queue', id));
}
