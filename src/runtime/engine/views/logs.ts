import type { AttemptLife, LogsInput, LogsView } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { ATTEMPT_FILES } from '../../keeper/types.ts';
import { isSimulated, type Run } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import { activityIn } from '../../runners/index.ts';
import { BACKUP, PLACES } from '../../workspace/index.ts';
import { readFrom } from '../ports/read-head.ts';
import type { Follower } from '../workspace/follower.ts';
import { aboutRun, type Known } from './about.ts';
import { runsOf, stageRecords } from './runs.ts';
import { subjectOf } from './why-subject.ts';

/** The end of an output that is read for one answer. */
const READ_BYTES_MAX = 1024 * 1024;
const NEWLINE = 10;

interface Attempted {
  readonly plane: string;
  readonly node: string;
  readonly attempt: string;
  /** Its result is not applied yet. */
  readonly is_live: boolean;
}

type LifeOf = (attempt: string) => AttemptLife;

/** What a stage prints or has printed, as a person would read it. */
export function logsOf(
  disk: Disk,
  follower: Follower,
  known: Known,
  { key, lines, follow }: LogsInput,
  lifeOf: LifeOf,
): LogsView {
  const { state, index } = known;
  const [id, stage] = subjectIn(known, key);
  const run = state.runs.get(id) ?? state.finished.get(id);
  const one =
    run === undefined ? null : attemptOf(follower, state.runs.get(id), { id, stage, follow });
  if (run === undefined || one === null) throw noStage();
  const is_running = one.is_live && !isOver(lifeOf(one.attempt));
  const relativePath = outputOf(follower, id, one);
  const path = follower.layout.at(relativePath);
  const size_bytes = disk.stat(path)?.size_bytes ?? 0;
  const from = follow?.from_bytes ?? Math.max(0, size_bytes - READ_BYTES_MAX);
  const output = wholeLines(readFrom(disk, path, from, READ_BYTES_MAX), is_running);
  if (output === null && !one.is_live) throw notKept(one);
  const isKnown = index.hasPlane(one.plane) && index.hasNode(one.plane, one.node);
  const runner = isKnown ? index.node(one.plane, one.node).runner_name : '';
  const config = index.plan.runners[runner];
  const shown = output === null || config === undefined ? [] : activityIn(config, output);
  return {
    simulated: isSimulated(state, index),
    about: aboutRun(known, run),
    node: one.node,
    run_id: id,
    attempt: one.attempt,
    is_running,
    lines: follow === null ? shown.slice(-lines) : shown,
    next_bytes: from + (output?.length ?? 0),
    size_bytes,
    path: workspacePath(relativePath),
  };
}

/** What an earlier program kept of a stage lies where its result says. */
function outputOf(follower: Follower, run: string, { attempt, is_live }: Attempted): string {
  const own = `${PLACES.attempts}/${attempt}/${ATTEMPT_FILES.stdout}`;
  if (is_live) return own;
  const stage = stageRecords(follower, run).findLast((one) => one.attempt === attempt);
  return stage?.evidence.find(({ path }) => isImported(path))?.path ?? own;
}

function isImported(path: string): boolean {
  return path.startsWith(`${BACKUP}/`) && path.includes('/runner_stdout.');
}

/** It may have ended while no loop is there to apply what came of it. */
function isOver(life: AttemptLife): boolean {
  return life === 'ended' || life === 'dead';
}

/** Without the beginning of a line that is still printed; one longer than a reading is cut. */
function wholeLines(output: Uint8Array | null, is_running: boolean): Uint8Array | null {
  const isFull = output?.length === READ_BYTES_MAX;
  if (output === null || !(is_running || isFull)) return output;
  const end = output.lastIndexOf(NEWLINE) + 1;
  return end === 0 && isFull ? output : output.subarray(0, end);
}

/** The run that is named with the stage of it that is, if any. */
function subjectIn(known: Known, key: string | null): readonly [run: string, stage: string | null] {
  const { runs, finished } = known.state;
  const [run = '', stage] = key?.split('/') ?? [];
  if (stage !== undefined && (runs.has(run) || finished.has(run))) return [run, stage];
  return [runIdOf(known, key), null];
}

/** The run that is named, or the newest of what is named; without a name the one that runs. */
function runIdOf({ state }: Known, key: string | null): string {
  if (key === null) {
    const live = [...state.runs.values()].find(({ request }) => request?.live != null);
    return live?.id ?? runsOf(state, 1)[0]?.run_id ?? '';
  }
  const subject = subjectOf(state, state.targets.get(key)?.key ?? key);
  if (subject.kind === 'run') return subject.name;
  const ofRoot = [...state.runs.values()].find(({ root }) => root === key);
  return ofRoot?.id ?? subject.runs[0]?.id ?? '';
}

interface Wanted {
  readonly id: string;
  /** Its node, request or attempt; null = the last of the run. */
  readonly stage: string | null;
  readonly follow: LogsInput['follow'];
}

function attemptOf(
  follower: Follower,
  active: Run | undefined,
  { id, stage, follow }: Wanted,
): Attempted | null {
  const live = active?.request?.live;
  const plane = active?.plane ?? follower.state.finished.get(id)?.plane;
  if (follow !== null && plane !== undefined) {
    const { attempt, node } = follow;
    return { plane, node, attempt, is_live: live?.id === attempt };
  }
  const isMeant = (...names: readonly string[]) => stage === null || names.includes(stage);
  const { node = '', request } = active ?? {};
  if (active !== undefined && live != null && isMeant(node, live.id, request?.id ?? '')) {
    return { plane: active.plane, node, attempt: live.id, is_live: true };
  }
  const last = stageRecords(follower, id).findLast((one) =>
    isMeant(one.node, one.attempt, one.request),
  );
  if (last === undefined || plane === undefined) return null;
  return { plane, node: last.node, attempt: last.attempt, is_live: false };
}

function noStage(): MillraceError {
  return new MillraceError('run_not_found', {
    what: 'No stage of it has run yet',
    expected: 'a run, or work of which a stage runs or has run',
    next: 'call list for the newest runs',
  });
}

function notKept({ attempt }: Attempted): MillraceError {
  return new MillraceError('resource_not_found', {
    what: `The output of ${attempt} is not kept any more`,
    expected: 'output of a lineage that is open, or was closed only some days ago',
    next: 'call show for what its stage said in the end',
  });
}
