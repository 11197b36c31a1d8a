/**
 * What a stage gets: an attempt directory with copies of all that it may read, its request, its
 * prompt, and how its harness is started. It is made from state and the adopted plan alone, and
 * lies there before the record of the dispatch is written.
 */

import { DOCUMENT_SIZE_BYTES_MAX } from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { ATTEMPT_FILES, type Attempts } from '../../keeper/types.ts';
import {
  type AttemptChange,
  allowedFamilies,
  inheritance,
  type PlanIndex,
  PROPOSALS_MAX,
  type Run,
} from '../../kernel/index.ts';
import type { PlanNode } from '../../plan/index.ts';
import {
  adapterFor,
  OUT_FILES_MAX,
  OUT_SIZE_BYTES_MAX,
  RESULT_SCHEMA_FILE,
  resultSchema,
  STAGE_REQUEST_FILE,
  type StageRequest,
  typesResult,
} from '../../runners/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { baseText } from './base-text.ts';
import { type CarryOver, carryOver, NOTHING_CARRIED } from './carry-over.ts';
import { StageInputs } from './inputs.ts';
import { stagePrompt } from './prompt.ts';

/**
 * Makes the attempt's folder durable: what the stage may read, its prompt, and how its harness is
 * started.
 */
export function prepareAttempt(
  ports: EnginePorts,
  owner: Owner,
  index: PlanIndex,
  attempts: Attempts,
  change: AttemptChange,
): void {
  const run = [...owner.state.runs.values()].find((one) => one.request?.id === change.request);
  if (run === undefined) throw new Error(`no run has request ${change.request}`);
  const node = index.node(run.plane, run.node);
  const directory = attempts.directory(change.attempt);
  const place = { disk: ports.disk, inputs: `${directory}/${ATTEMPT_FILES.inputs}` };
  const inputs = new StageInputs(owner, owner.facts(index), run, place);
  const base = baseText(ports.notes, owner.follower, run, change);
  if (base !== null) inputs.files.set('base.md', base);
  const request = requestOf(owner, index, run, node, inputs, change);
  const files = new Map<string, string | Uint8Array>();
  for (const [name, text] of inputs.files) files.set(`${ATTEMPT_FILES.inputs}/${name}`, text);
  files.set(`${ATTEMPT_FILES.inputs}/${STAGE_REQUEST_FILE}`, json(request));
  const carried = correction(ports, attempts, change);
  for (const [name, bytes] of carried.files) files.set(name, bytes);
  const prompt = stagePrompt(owner, index, node, request, { inputs, directory, carried });
  files.set(ATTEMPT_FILES.prompt, prompt);
  const runner = runnerOf(index, node);
  if (typesResult(runner)) {
    files.set(`${ATTEMPT_FILES.inputs}/${RESULT_SCHEMA_FILE}`, json(resultSchema(node)));
  }
  const launch = adapterFor(runner).launch({
    attempt: change.attempt,
    workspace: owner.workspaceId,
    node,
    attempt_dir: directory,
    work_dir: change.work_dir,
    session: change.session,
    env: ports.env,
    self: ports.self,
  });
  // A folder without a dispatch record was left by a crash before the record; nothing ever ran in it.
  ports.disk.remove(directory);
  attempts.prepare(launch, files);
}

/** A hand-back that is sent back is there again, so that only what is wrong has to be changed. */
function correction({ disk }: EnginePorts, attempts: Attempts, change: AttemptChange): CarryOver {
  if (change.retry?.kind !== 'contract') return NOTHING_CARRIED;
  return carryOver(disk, attempts.directory(`${change.request}-${change.ordinal - 1}`));
}

function runnerOf(index: PlanIndex, node: PlanNode) {
  const config = index.plan.runners[node.runner_name];
  if (config !== undefined) return config;
  throw new MillraceError('runner_not_available', {
    what: `The plan has no runner ${node.runner_name}`,
    next: 'define it under [runners] in millrace.toml, then call compile_validate',
  });
}

function requestOf(
  owner: Owner,
  index: PlanIndex,
  run: Run,
  node: PlanNode,
  inputs: StageInputs,
  change: AttemptChange,
): StageRequest {
  const { plan } = index;
  const facts = owner.facts(index);
  const families = allowedFamilies(facts, owner.state, run);
  return {
    schema_version: '1.0',
    kind: 'stage_request',
    request_id: change.request,
    run_id: run.id,
    request_kind: run.kind === 'closure' ? 'closure_target' : 'active_work_item',
    mode_id: plan.mode_id,
    compiled_plan_id: plan.compiled_plan_id,
    simulated: index.isScripted(run.plane, run.node),
    work_dir: change.work_dir,
    node: stageNode(node),
    resume_nodes: resumeNodes(index, run),
    work: inputs.work(),
    closure: inputs.closure(),
    lineage: inputs.lineage(),
    run: {
      visit: run.stages.filter((stage) => stage.node === run.node).length + 1,
      stages: inputs.earlier(),
    },
    failure: inputs.failure(node),
    attempt: {
      attempt_id: change.attempt,
      ordinal: change.ordinal,
      retry:
        change.retry === null
          ? null
          : { kind: change.retry.kind, errors: [...change.retry.errors] },
    },
    families: Object.fromEntries(families.map((one) => [one.family_id, one])),
    inherited: inheritance(facts, owner.state, run, families),
    limits: {
      out_files_max: OUT_FILES_MAX,
      out_size_bytes_max: OUT_SIZE_BYTES_MAX,
      document_size_bytes_max: DOCUMENT_SIZE_BYTES_MAX,
      proposals_max: PROPOSALS_MAX,
    },
  };
}

function stageNode(node: PlanNode): StageRequest['node'] {
  return {
    node_id: node.node_id,
    stage_kind_id: node.stage_kind_id,
    plane: node.plane,
    display_name: node.display_name,
    running_status_marker: node.running_status_marker,
    allowed_result_classes_by_outcome: node.allowed_result_classes_by_outcome,
    failure_outcome: node.failure_outcome,
    artifacts: node.artifacts,
    proposes: node.proposes,
    may_revise: node.may_revise,
    ...(node.may_declare === undefined ? {} : { may_declare: node.may_declare }),
    recovery_role: node.recovery_role,
    closure_role: node.closure_role,
    runner_name: node.runner_name,
    model_name: node.model_name,
    thinking_level: node.thinking_level,
    timeout_seconds: node.timeout_seconds,
  };
}

/** Nodes that the stage may name, where one of its outcomes is routed by a resume policy. */
function resumeNodes(index: PlanIndex, run: Run): string[] {
  const graph = index.graph(run.plane);
  const policies = graph.compiled_resume_policies.filter((one) => one.source_node_id === run.node);
  return graph.nodes
    .map((node) => node.node_id)
    .filter((id) => policies.some((one) => !one.disallowed_target_node_ids.includes(id)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
