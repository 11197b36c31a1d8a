/**
 * What an attempt left behind, read once when it has ended and given to the kernel as one input.
 * The completion of the keeper says how it ended, its files say what it handed back, and its
 * evidence is linked into the folder of the run.
 */

import { exhausted } from '../../errors/exhausted.ts';
import type { Attempts, Completion } from '../../keeper/types.ts';
import {
  applyBreach,
  applyEnd,
  applyGone,
  type Decision,
  type DecisionContext,
  type EndedAttempt,
  type Left,
  NOTHING_LEFT,
  type PlanIndex,
  type Run,
  recorded,
  type Spent,
  type StageRequest,
  type Verdict,
} from '../../kernel/index.ts';
import { type PlanNode, RUNTIME_FOLDER } from '../../plan/index.ts';
import {
  type AttemptOutput,
  exitKindOf,
  type HarnessReport,
  harnessOf,
  normalize,
  proposalsIn,
} from '../../runners/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { readHead } from '../ports/read-head.ts';
import { contractView } from '../workspace/contract-texts.ts';
import { EVIDENCE } from './evidence-files.ts';
import { keepQuota } from './keep-quota.ts';
import { type AttemptSources, endedNow, readAttempt } from './read-attempt.ts';

/** What one look at a run's live attempt came to. */
export type Collected =
  /** It may still be running. `why` is set when nobody here can tell. */
  | { readonly kind: 'alive'; readonly why: string | null }
  | { readonly kind: 'decided'; readonly decision: Decision };

export interface Live {
  readonly run: Run;
  readonly request: StageRequest;
  readonly attempt: string;
  /** The state of its runtime was deleted while it ran. */
  readonly deleted_state: boolean;
}

/** What a stage is told that did that. */
const STATE_DELETED = {
  kind: 'state_deleted',
  text:
    `The state of the runtime was deleted while this stage ran, and was restored: no stage may touch ` +
    `${RUNTIME_FOLDER}/. Leave it alone; git clean without -x, or with -e ${RUNTIME_FOLDER}, spares it.`,
};

/** A digest of evidence covers so many bytes from its start; a harness may print gigabytes. */
const HASHED_BYTES_MAX = 16 * 1024 * 1024;

/** Looks at the attempt, reads its output once when it has ended, and asks the kernel what follows. */
export function collect(
  ports: EnginePorts,
  owner: Owner,
  facts: DecisionContext,
  attempts: Attempts,
  live: Live,
): Collected {
  const view = attempts.look(live.attempt);
  switch (view.row) {
    case 'starting':
    case 'held':
    case 'succeeding':
      return { kind: 'alive', why: null };
    case 'not_judgeable':
      return { kind: 'alive', why: view.why };
    case 'void':
      return endWithoutResult(facts, owner, live, 'void');
    case 'directory_missing':
      if (!live.deleted_state) return endWithoutResult(facts, owner, live, 'lost');
      return asCollected(applyBreach(facts, owner.state, live.attempt, STATE_DELETED), live);
    case 'completed':
      break;
    default:
      return exhausted(view);
  }
  const { completion } = view;
  if (completion.outcome === 'lost') {
    const directory = attempts.directory(live.attempt);
    const read = readAttempt(sources(ports, owner), facts.index, live.run, directory, completion);
    const { report, usage } = read;
    const left = { session: report.session, usage, completed_at: completion.ended_at };
    return endWithoutResult(facts, owner, live, 'lost', left);
  }
  if (completion.outcome === 'never_spawned' && completion.reason === null) {
    return endWithoutResult(facts, owner, live, 'void');
  }
  const ended = read(ports, owner, facts, attempts.directory(live.attempt), live, completion);
  return asCollected(applyEnd(facts, owner.state, ended), live);
}

function endWithoutResult(
  facts: DecisionContext,
  owner: Owner,
  live: Live,
  outcome: 'lost' | 'void',
  left: Left = NOTHING_LEFT,
): Collected {
  return asCollected(applyGone(facts, owner.state, live.attempt, outcome, left), live);
}

function asCollected(decision: Decision | null, live: Live): Collected {
  if (decision === null) throw new Error(`attempt ${live.attempt} is not live`);
  return { kind: 'decided', decision };
}

function read(
  ports: EnginePorts,
  owner: Owner,
  facts: DecisionContext,
  directory: string,
  live: Live,
  completion: Completion,
): EndedAttempt {
  const { node, output, report, usage, verdict } = judge(
    ports,
    owner,
    facts,
    directory,
    live,
    completion,
  );
  if (report.quota !== undefined) noteQuota(ports, facts.index, live.run, report.quota);
  return {
    attempt: live.attempt,
    verdict,
    proposals: verdict.kind === 'failure' ? [] : proposalsIn(output.out),
    artifacts: artifactsOf(facts, node, output, verdict),
    evidence: evidenceOf(ports, live, directory),
    usage,
    started_at: completion.started_at ?? live.request.live?.at ?? facts.now,
    completed_at: completion.ended_at,
    duration_ms: completion.duration_ms,
    exit_code: completion.exit_code,
    exit_kind: exitKindOf(verdict),
    session: report.session,
  };
}

/** It is about the account, and so for all workspaces of the user. */
function noteQuota(
  ports: EnginePorts,
  index: PlanIndex,
  run: Run,
  said: NonNullable<HarnessReport['quota']>,
): void {
  const config = index.plan.runners[index.node(run.plane, run.node).runner_name];
  const source = config === undefined ? null : (harnessOf(config)?.quota ?? null);
  if (source === null) return;
  const { disk, env, state_home, clock } = ports;
  const known = source.read({ disk, env, state_home, now_ms: clock.now() });
  keepQuota(ports, source.provider, said, known);
}

function judge(
  ports: EnginePorts,
  owner: Owner,
  facts: DecisionContext,
  directory: string,
  { run }: Live,
  completion: Completion,
) {
  const node = facts.index.node(run.plane, run.node);
  const read = readAttempt(sources(ports, owner), facts.index, run, directory, completion);
  const { output, report, usage } = read;
  const contract = contractView(owner.follower, facts.index, run);
  const judgement = { node, knownTokens: facts.index.tokens, contract };
  return { node, output, report, usage, verdict: normalize(judgement, completion, output, report) };
}

/** Whether what a stage has handed back would be taken if its harness were ended now. */
export function hasHandedBack(
  ports: EnginePorts,
  owner: Owner,
  facts: DecisionContext,
  attempts: Attempts,
  live: Live,
): boolean {
  const ended = { reason: 'idle', started_at: null, ended_at: facts.now } as const;
  const completion = endedNow(live.attempt, ended);
  const directory = attempts.directory(live.attempt);
  return judge(ports, owner, facts, directory, live, completion).verdict.kind === 'result';
}

/** What a fenced attempt has used: its result counts for nothing, its cost does. */
export function spentBy(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  run: Run,
  directory: string,
  { completion }: { readonly completion: Completion },
): Spent {
  const { usage } = readAttempt(sources(ports, owner), index, run, directory, completion);
  return { usage, duration_ms: completion.duration_ms, completed_at: completion.ended_at };
}

function sources({ disk }: EnginePorts, { governor }: Owner): AttemptSources {
  return { disk, prices: () => governor.prices() };
}

/** A failed stage hands nothing on, except what a recovery stage may want to read: its report. */
function artifactsOf(
  facts: DecisionContext,
  node: PlanNode,
  output: AttemptOutput,
  verdict: Verdict,
): EndedAttempt['artifacts'] {
  if (verdict.kind !== 'result') return [];
  return node.artifacts.flatMap(({ artifact_id, file }) => {
    const bytes = output.out.get(file);
    if (bytes === undefined) return [];
    const document = recorded(facts.hash, new TextDecoder().decode(bytes));
    return [{ artifact_id, file, document }];
  });
}

function evidenceOf(ports: EnginePorts, live: Live, directory: string): EndedAttempt['evidence'] {
  return EVIDENCE.flatMap(({ source, kind, name }) => {
    const file = `${directory}/${source}`;
    const bytes = readHead(ports.disk, file, HASHED_BYTES_MAX);
    if (bytes === null) return [];
    const path = `runs/${live.run.id}/${name(live.request.id)}`;
    const size_bytes = ports.disk.stat(file)?.size_bytes ?? bytes.length;
    return [{ path, kind, sha256: ports.hash.sha256(bytes), size_bytes }];
  });
}
