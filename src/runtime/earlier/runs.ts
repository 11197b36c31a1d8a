import { itemId } from '../plan/index.ts';
import type { DirEntry } from '../ports/index.ts';
import type { EarlierFiles } from './files.ts';
import { type Edge, JUDGE_REPORT, type StageResult, stageResult, trace } from './formats.ts';

const TRACE = 'run_trace.json';
const RESULTS = 'stage_results';
const OF_THE_RUN = [TRACE, JUDGE_REPORT];

/** A file that a stage left behind, or that was kept of what it was asked. */
export interface Evidence {
  /** Below the runtime folder. */
  readonly path: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

export interface EarlierStage {
  readonly result: StageResult;
  /** Where its run went; null = that is not recorded. */
  readonly edge: Edge | null;
  readonly evidence: () => readonly Evidence[];
}

export interface EarlierRun {
  readonly id: string;
  /** In the order of time; never empty. */
  readonly stages: readonly [EarlierStage, ...EarlierStage[]];
}

/** Every run of which a result is left, the oldest first. The others are findings. */
export function runsIn(files: EarlierFiles): EarlierRun[] {
  const runs: EarlierRun[] = [];
  for (const { name, kind } of files.list('runs')) {
    const path = `runs/${name}`;
    if (kind !== 'dir') {
      if (kind === 'file') files.keep(path, 'is no run');
      else files.unknown(path, kind);
      continue;
    }
    files.count('runs');
    const [first, ...rest] = stagesOf(files, name);
    if (first === undefined) files.keep(path, 'no stage of this run left a result');
    else runs.push({ id: name, stages: [first, ...rest] });
  }
  return runs.sort((one, other) => startOf(one) - startOf(other));
}

function startOf({ stages: [{ result }] }: EarlierRun): number {
  return Date.parse(result.started_at);
}

function stagesOf(files: EarlierFiles, run: string): EarlierStage[] {
  const results = resultsOf(files, run);
  if (results.length === 0) return [];
  const edges = new Map(
    files
      .json(`runs/${run}/${TRACE}`, trace)
      ?.edges.map((edge) => [edge.source_trace_node_id, edge]),
  );
  const entries = files.list(`runs/${run}`);
  nameStray(files, run, entries, results);
  const names = entries.flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  return results.map((result) => {
    const { request_id } = result.metadata;
    const own = names.filter((name) => isOf(name, result));
    const evidence = () => own.flatMap((name) => evidenceOf(files, run, name));
    return { result, edge: edges.get(request_id) ?? null, evidence };
  });
}

/** The results of a run in the order of time, each request once. */
function resultsOf(files: EarlierFiles, run: string): StageResult[] {
  const folder = `runs/${run}/${RESULTS}`;
  const results = new Map<string, StageResult>();
  for (const { name, kind } of files.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind !== 'file' || !name.endsWith('.json')) continue;
    const read = files.json(path, stageResult);
    if (read === null) continue;
    const request = itemId.safeParse(read.metadata.request_id ?? name.slice(0, -'.json'.length));
    if (read.run_id !== run) files.keep(path, `is a result of ${read.run_id}`);
    else if (!request.success) files.keep(path, 'does not say of which request it is');
    else if (results.has(request.data)) files.keep(path, `repeats the result of ${request.data}`);
    else {
      const metadata = { ...read.metadata, request_id: request.data };
      results.set(request.data, { ...read, metadata });
    }
  }
  return [...results.values()].sort(inTime);
}

/** What no stage can be told to have left. */
function nameStray(
  files: EarlierFiles,
  run: string,
  entries: readonly DirEntry[],
  results: readonly StageResult[],
): void {
  for (const { name, kind } of entries) {
    const path = `runs/${run}/${name}`;
    if (kind === 'dir') continue;
    if (kind !== 'file') files.unknown(path, kind);
    else if (OF_THE_RUN.includes(name) || results.some((one) => isOf(name, one)))
      files.account(path);
    else files.keep(path, 'does not say in its name which stage left it');
  }
}

function isOf(name: string, { metadata }: StageResult): boolean {
  return name.includes(`.${metadata.request_id}.`);
}

function inTime(one: StageResult, other: StageResult): number {
  const completed = Date.parse(one.completed_at) - Date.parse(other.completed_at);
  return completed || Date.parse(one.started_at) - Date.parse(other.started_at);
}

/** By the part of its name before the request: what each of those files holds. */
const KINDS: Readonly<Record<string, string>> = {
  runner_prompt: 'prompt',
  runner_stdout: 'stdout',
  runner_stderr: 'stderr',
};

function evidenceOf(files: EarlierFiles, run: string, name: string): Evidence[] {
  const path = `runs/${run}/${name}`;
  const read = files.read(path);
  if (read.is === 'bad') files.keep(path, `${read.why}, and is no evidence of its stage`);
  if (read.is !== 'bytes') return [];
  const kind = KINDS[name.slice(0, name.indexOf('.'))] ?? 'artifact';
  return [{ path, kind, bytes: read.bytes }];
}
