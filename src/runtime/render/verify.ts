import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { State } from '../kernel/state/state.ts';
import { workspacePath } from '../plan/index.ts';
import { compiledPlanText } from './compiled-plan.ts';
import { pathOf, placedItems } from './documents.ts';
import { Files } from './files.ts';
import { EVENTS_FILE, PLAN_FILE, stageResultFile, traceFile } from './paths.ts';
import type { RendererPorts } from './renderer.ts';
import { stateFiles, targetFiles } from './state-files.ts';
import { TraceTexts } from './trace.ts';

export interface RenderProblem {
  /** As a reader of the workspace names it. */
  readonly path: string;
  readonly problem: 'missing' | 'differs';
}

/** More problems than this mean the same as this many: rebuild. */
export const RENDER_PROBLEMS_MAX = 100;

/**
 * Compares what lies on disk with what the state says. Meant for a moment without a pending flush;
 * writes nothing.
 */
export function verify(
  ports: VerifyPorts,
  root: string,
  state: State,
  index: PlanIndex,
): RenderProblem[] {
  const files = new Files(ports.disk, root);
  const problems: RenderProblem[] = [];
  for (const [relativePath, holds] of expectations(ports, state, index)) {
    if (problems.length >= RENDER_PROBLEMS_MAX) break;
    // What is not ours is left alone, and named elsewhere.
    if (files.isTaken(relativePath)) continue;
    const found = files.read(relativePath);
    if (found === null) problems.push({ path: workspacePath(relativePath), problem: 'missing' });
    else if (!holds(found))
      problems.push({ path: workspacePath(relativePath), problem: 'differs' });
  }
  return problems;
}

type VerifyPorts = Pick<RendererPorts, 'disk' | 'hash'>;
type Holds = (bytes: Uint8Array) => boolean;

function* expectations(
  ports: VerifyPorts,
  state: State,
  index: PlanIndex,
): IterableIterator<[string, Holds]> {
  for (const [relativePath, text] of stateFiles(state, index)) yield [relativePath, isText(text)];
  for (const [relativePath, text] of targetFiles(state, state.targets.keys()))
    yield [relativePath, isText(text)];
  yield [PLAN_FILE, isText(compiledPlanText(index.plan))];
  yield [EVENTS_FILE, endsInNewline];
  for (const item of placedItems(state, index)) {
    yield [pathOf(item, index), (bytes) => ports.hash.sha256(bytes) === item.digest];
  }
  const traces = new TraceTexts();
  for (const run of state.runs.values()) {
    if (run.stages.length === 0) continue;
    yield [traceFile(run.id), isText(traces.textOf({ ...run, status: 'active' }, index))];
    for (const stage of run.stages) yield [stageResultFile(run.id, stage.request), exists];
  }
  for (const run of state.finished.values()) yield [traceFile(run.id), exists];
}

function isText(text: string): Holds {
  const decoder = new TextDecoder();
  return (bytes) => decoder.decode(bytes) === text;
}

function endsInNewline(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes.at(-1) === 0x0a;
}

function exists(): boolean {
  return true;
}
