import { readLaunch } from '../../keeper/marks.ts';
import type { Completion } from '../../keeper/types.ts';
import type { PlanIndex, Run, TokenUsage } from '../../kernel/index.ts';
import type { RunnerConfig } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import {
  type AttemptOutput,
  adapterFor,
  FINAL_TEXT_FILE,
  type HarnessReport,
  type Prices,
  readOutput,
  type SessionRecord,
  sessionUsage,
  withCost,
} from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** What an attempt left behind and what its harness said, read once. */
export interface AttemptReport {
  readonly output: AttemptOutput;
  readonly report: HarnessReport;
  /** With its cost; null = nobody knows. */
  readonly usage: TokenUsage | null;
}

/** `prices` are asked for only when an attempt tells what it used. */
export interface AttemptSources extends Pick<EnginePorts, 'disk'> {
  readonly prices: () => Prices;
}

export function readAttempt(
  { disk, prices }: AttemptSources,
  index: PlanIndex,
  run: Run,
  directory: string,
  completion: Completion,
): AttemptReport {
  const { runner_name, artifacts, model_name } = index.node(run.plane, run.node);
  const config = index.plan.runners[runner_name];
  if (config === undefined) throw new Error(`the plan has no runner ${runner_name}`);
  const adapter = adapterFor(config);
  const output = readOutput(disk, directory, completion, [
    ...artifacts.map(({ file }) => file),
    ...finalTextOf(config),
  ]);
  const report = adapter.report(output, run.request?.live?.session ?? null);
  const recorded = () => recordedUsage(disk, adapter.record, directory, report, completion);
  const used = report.usage ?? recorded();
  if (used === null) return { output, report, usage: null };
  const isNamed = used.models?.every(({ model }) => model !== null) === true;
  const model = isNamed ? null : (model_name ?? lastModel(recorded()));
  return { output, report, usage: withCost(used, model, prices()) };
}

/** Of a stage that names none: what its harness then chose stands in the record of its session. */
function lastModel(recorded: HarnessReport['usage']): string | null {
  return recorded?.models?.at(-1)?.model ?? null;
}

/** As if it were ended now: what is read of an attempt that still runs. */
export function endedNow(
  attempt: string,
  { reason, started_at, ended_at }: Pick<Completion, 'reason' | 'started_at' | 'ended_at'>,
): Completion {
  return {
    attempt,
    outcome: 'stopped',
    reason,
    exit_code: null,
    by: 'owner',
    swept: 0,
    started_at,
    ended_at,
    duration_ms: 0,
    stdout_bytes: 0,
    stderr_bytes: 0,
  };
}

/** From the session's own record: after a stop, a crash or a resume the output does not tell. */
export function recordedUsage(
  disk: Disk,
  record: SessionRecord | null,
  directory: string,
  { session }: HarnessReport,
  { started_at }: Completion,
): HarnessReport['usage'] {
  if (record === null || session === null || started_at === null) return null;
  const launch = readLaunch(disk, directory);
  if (launch === null) return null;
  return sessionUsage(disk, record, { launch, session, since: started_at });
}

/** The file that holds the final message, where the config says so. */
function finalTextOf(config: RunnerConfig): string[] {
  return 'final_text' in config && config.final_text === 'file' ? [FINAL_TEXT_FILE] : [];
}
