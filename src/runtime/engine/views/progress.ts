import type { StageProgress } from '../../api/index.ts';
import { ATTEMPT_FILES } from '../../keeper/types.ts';
import { type PlanIndex, type Run, runOfAttempt } from '../../kernel/index.ts';
import { activityIn } from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { readTail } from '../ports/read-head.ts';
import type { Follower } from '../workspace/follower.ts';

/** The end of its output in which the newest event is looked for. */
const TAIL_SIZE_BYTES = 64 * 1024;
/** What a stage writes while it works. */
const SIGNS = [ATTEMPT_FILES.stdout, ATTEMPT_FILES.stderr, ATTEMPT_FILES.outbox];

/** What can be seen of a stage from outside; null = it does not run. */
export function progressOf(
  { disk, clock }: Pick<EnginePorts, 'disk' | 'clock'>,
  { index, layout, state }: Follower,
  attempt: string,
): StageProgress | null {
  const run = runOfAttempt(state, attempt);
  if (index === null || run === undefined) return null;
  const directory = layout.attempt(attempt);
  const times = SIGNS.flatMap((name) => {
    const stat = disk.stat(`${directory}/${name}`);
    return stat === null || (stat.kind === 'file' && stat.size_bytes === 0) ? [] : [stat.mtime_ms];
  });
  const output = readTail(disk, `${directory}/${ATTEMPT_FILES.stdout}`, TAIL_SIZE_BYTES);
  const started_ms = Date.parse(run.request?.live?.at ?? run.since);
  return {
    elapsed_seconds: Math.max(0, Math.round((clock.now() - started_ms) / 1000)),
    last_sign_at: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
    doing: output === null ? null : doingOf(index, run, output),
  };
}

function doingOf(index: PlanIndex, run: Run, output: Uint8Array): string | null {
  const config = index.plan.runners[index.node(run.plane, run.node).runner_name];
  return config === undefined ? null : (activityIn(config, output).at(-1) ?? null);
}
