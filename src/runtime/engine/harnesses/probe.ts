import type { ProbeInput, ProbeView } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import { ATTEMPT_FILES, type Attempts, type Completion } from '../../keeper/types.ts';
import { isScripted, type Plan, type PlanNode, type RunnerConfig } from '../../plan/index.ts';
import {
  adapterFor,
  BARE_OUTCOME,
  bareNode,
  harnessOf,
  NO_CONTRACT,
  type Normalized,
  normalize,
  readOutput,
} from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { recordedUsage } from '../results/read-attempt.ts';
import { sampleLaunch } from './inspect.ts';
import { nodesOf, usedRunners } from './plan-runners.ts';
import type { TrustGate } from './trust-gate.ts';

const ID_LENGTH = 32;
const PROBE_SECONDS_MAX = 120;
/** On top of it, until the keeper of a harness that does not end has ended it. */
const END_MS_MAX = 30_000;
const WAIT_MS = 2000;
const MS_PER_SECOND = 1000;
const FOLDER_ID_LENGTH = 12;

const PROMPT = `# This request

This only tests whether you can be reached. Use no tool, read nothing and change nothing.
Answer with this line and nothing else:

### ${BARE_OUTCOME}
`;

/** One tiny stage for each harness of the plan, side by side, in a folder that is gone afterwards. */
export async function probeRunners(
  ports: EnginePorts,
  plan: Plan,
  trust: Pick<TrustGate, 'pass'>,
  input: ProbeInput,
): Promise<ProbeView[]> {
  const problem = trust.pass(plan);
  if (problem !== null) throw problem;
  const { disk, ids, env } = ports;
  const used = usedRunners(plan).filter(([, config]) => !isScripted(config));
  if (used.length === 0) return [];
  const folder = `${env.TMPDIR ?? '/tmp'}/millrace-probe-${ids.hex(FOLDER_ID_LENGTH)}`;
  disk.mkdir(folder);
  disk.mkdir(`${folder}/work`);
  const probes = new Probes(ports, folder, input);
  try {
    return await Promise.all(
      used.map(([runner, config]) => probes.run(withoutTools(config), nodeOf(plan, runner))),
    );
  } finally {
    disk.remove(folder);
  }
}

/** The tools of a stage would speak of a work item, and a form of its result; there is neither. */
function withoutTools(config: RunnerConfig): RunnerConfig {
  if (!('stage_mcp' in config) || config.stage_mcp === undefined) return config;
  const { words: _, ...rest } = config;
  return { ...rest, stage_mcp: false, typed_result: false };
}

/** With the model and the thinking level of a stage that runs on it. */
function nodeOf(plan: Plan, runner: string): PlanNode {
  const stage = nodesOf(plan).find((node) => node.runner_name === runner);
  return bareNode(runner, {
    model_name: stage?.model_name ?? null,
    thinking_level: stage?.thinking_level ?? null,
    model_reasoning_effort: stage?.model_reasoning_effort ?? null,
    timeout_seconds: PROBE_SECONDS_MAX,
  });
}

class Probes {
  private readonly attempts: Attempts;
  /** Two who try the same harness at the same time must not end each other's processes. */
  private readonly id: string;

  constructor(
    private readonly ports: EnginePorts,
    private readonly folder: string,
    private readonly input: ProbeInput,
  ) {
    this.id = ports.ids.hex(ID_LENGTH);
    this.attempts = ports.attempts(`${folder}/attempts`, () => this.id);
  }

  async run(config: RunnerConfig, node: PlanNode): Promise<ProbeView> {
    const { ports, attempts } = this;
    const runner = node.runner_name;
    const known = { runner, harness: harnessOf(config)?.title ?? runner };
    const attempt_dir = attempts.directory(runner);
    const places = {
      attempt: runner,
      workspace: this.id,
      attempt_dir,
      work_dir: `${this.folder}/work`,
    };
    const launch = sampleLaunch(ports, config, node, places);
    if (launch === null) return { ...known, ...NOT_RUN, detail: 'this release has no adapter' };
    attempts.prepare(launch, new Map([[ATTEMPT_FILES.prompt, PROMPT]]));
    attempts.spawn(runner);
    const completion = await this.ended(runner);
    if (completion === null) return { ...known, ...NOT_RUN, detail: 'it could not be watched' };
    return { ...known, ...this.judged(config, node, completion) };
  }

  /** null = nobody can tell how it ended. Whoever does not want to wait ends it. */
  private async ended(attempt: string): Promise<Completion | null> {
    const { ports, attempts } = this;
    const { signal, progress } = this.input;
    const end = ports.clock.monotonic() + PROBE_SECONDS_MAX * MS_PER_SECOND + END_MS_MAX;
    while (ports.clock.monotonic() < end) {
      const view = attempts.look(attempt);
      if (view.row === 'completed') return view.completion;
      if (view.row === 'not_judgeable' || view.row === 'directory_missing') return null;
      if (signal.aborted) attempts.cancel(attempt);
      progress(`waiting for ${attempt}`);
      await attempts.wait(attempt, WAIT_MS, signal.aborted ? undefined : signal);
    }
    attempts.cancel(attempt);
    return null;
  }

  private judged(config: RunnerConfig, node: PlanNode, completion: Completion) {
    const { disk } = this.ports;
    const directory = this.attempts.directory(node.runner_name);
    const adapter = adapterFor(config);
    const output = readOutput(disk, directory, completion, []);
    const report = adapter.report(output, null);
    const usage =
      report.usage ?? recordedUsage(disk, adapter.record, directory, report, completion);
    const verdict = normalize(
      { node, knownTokens: new Set([BARE_OUTCOME]), contract: NO_CONTRACT },
      completion,
      output,
      report,
    );
    return {
      ...probeResult(verdict),
      seconds: Math.round(completion.duration_ms / 100) / 10,
      total_tokens: usage?.total_tokens ?? null,
      session: report.session,
    };
  }
}

const NOT_RUN = {
  ok: false,
  failure_class: null,
  seconds: 0,
  total_tokens: null,
  session: null,
} as const;

function probeResult(verdict: Normalized): Pick<ProbeView, 'ok' | 'failure_class' | 'detail'> {
  switch (verdict.kind) {
    case 'result':
      return { ok: true, failure_class: null, detail: 'it answered with its marker' };
    case 'violation':
      return {
        ok: false,
        failure_class: 'contract_violation',
        detail: verdict.errors.map(({ text }) => text).join('; '),
      };
    case 'failure':
      return { ok: false, failure_class: verdict.failure_class, detail: verdict.summary };
    default:
      return exhausted(verdict);
  }
}
