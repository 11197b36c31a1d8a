import { z } from 'zod';
import { ATTEMPT_FILES } from '../../keeper/types.ts';
import { isOpen, itemOfRun, type State } from '../../kernel/index.ts';
import type { Disk } from '../../ports/index.ts';
import { STAGE_REQUEST_FILE } from '../../runners/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { readHead } from '../ports/read-head.ts';
import { EVIDENCE } from '../results/evidence-files.ts';

const NAME = /^(request-([0-9a-f]+)-(\d+))-\d+$/;
/** A folder on its way out: what is in it does not count any more. */
const DROPPED = '.dropped';
const REQUEST_SIZE_BYTES_MAX = 4 * 1024 * 1024;
const FOLDER_DEPTH_MAX = 8;

/** Written by any release; only the run is of interest. */
const stageRequest = z.looseObject({ run_id: z.string() });

/** The folder of an attempt that nobody needs any more, with its other names in the run's folder. */
export interface DroppedOutput {
  readonly attempt: string;
  readonly folder: string;
  readonly links: readonly string[];
  readonly size_bytes: number;
}

export interface Output {
  readonly dropped: readonly DroppedOutput[];
  readonly kept_bytes: number;
}

/** Output of harnesses: that of lineages that were closed before `closed_before` goes. */
export function outputOf(
  { disk }: EnginePorts,
  layout: Layout,
  state: State,
  closed_before: string,
): Output {
  const dropped: DroppedOutput[] = [];
  let kept_bytes = 0;
  for (const { name, kind } of disk.list(layout.attempts) ?? []) {
    if (kind !== 'dir') continue;
    const folder = `${layout.attempts}/${name}`;
    const size_bytes = sizeOf(disk, folder, 0);
    const links = linksOf(disk, layout, state, name, closed_before);
    if (links === null) kept_bytes += size_bytes;
    else dropped.push({ attempt: name, folder, links, size_bytes });
  }
  return { dropped, kept_bytes };
}

/** Null when the attempt is still needed, or nobody can tell. */
function linksOf(
  disk: Disk,
  layout: Layout,
  state: State,
  attempt: string,
  closed_before: string,
): string[] | null {
  if (attempt.endsWith(DROPPED)) return [];
  const [, request, epoch, ordinal] = NAME.exec(attempt) ?? [];
  if (request === undefined || epoch !== state.epoch) return null;
  // It was prepared, and its dispatch was never recorded: nothing ran in it.
  if (Number(ordinal) > state.requests_started) return [];
  const run = runOf(disk, `${layout.attempts}/${attempt}`);
  if (run === null || !isOver(state, run, closed_before)) return null;
  return EVIDENCE.map(({ name }) => `${layout.run(run)}/${name(request)}`);
}

function runOf(disk: Disk, folder: string): string | null {
  const file = `${folder}/${ATTEMPT_FILES.inputs}/${STAGE_REQUEST_FILE}`;
  const bytes = readHead(disk, file, REQUEST_SIZE_BYTES_MAX);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return stageRequest.safeParse(value).data?.run_id ?? null;
  } catch {
    return null;
  }
}

/** A run without a lineage is over with its item. */
function isOver(state: State, id: string, before: string): boolean {
  const run = state.finished.get(id);
  if (run === undefined) return false;
  const target = run.root === null ? undefined : state.targets.get(run.root);
  if (target !== undefined) return target.closed_at !== null && target.closed_at < before;
  const item = itemOfRun(state, run);
  const open = run.root === null ? 0 : (state.lineages.get(run.root)?.open ?? 0);
  return open === 0 && item !== undefined && !isOpen(item.state) && run.completed_at < before;
}

function sizeOf(disk: Disk, folder: string, depth: number): number {
  if (depth > FOLDER_DEPTH_MAX) return 0;
  return (disk.list(folder) ?? []).reduce((sum, { name, kind }) => {
    const path = `${folder}/${name}`;
    if (kind === 'dir') return sum + sizeOf(disk, path, depth + 1);
    return sum + (disk.stat(path)?.size_bytes ?? 0);
  }, 0);
}

export function dropOutput(disk: Disk, { folder, links }: DroppedOutput): void {
  for (const link of links) disk.unlink(link);
  const dropped = folder.endsWith(DROPPED) ? folder : `${folder}${DROPPED}`;
  if (dropped !== folder) disk.rename(folder, dropped);
  disk.remove(dropped);
}
