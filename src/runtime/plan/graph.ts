import { z } from 'zod';
import { assetPath, authorId, fieldKey, resultClass, terminalClass, token } from './primitives.ts';
import { review } from './review.ts';

/** A list in a JSON artifact that answers for the contract of the lineage. */
const contractEntries = z.strictObject({
  /** Field that holds the list. */
  list: fieldKey,
  /** Fields of an entry: the contract id, whether it is met, whether its owner let it go. */
  id: fieldKey,
  met: fieldKey,
  waived: fieldKey,
  /** Outcomes that need every entry to be met. */
  all_met_on: z.array(token),
});

/** What an artifact has to agree with, besides its form. */
export const agreement = z.strictObject({
  /** Field of a JSON artifact that names the result of the stage. */
  outcome_field: fieldKey.optional(),
  /** One entry for each open item of the contract, by its id. */
  contract_entries: contractEntries.optional(),
  /** Entries of an earlier one whose contract item did not change are the same, to the byte. */
  keeps_entries: z.boolean().optional(),
});
export type Agreement = z.infer<typeof agreement>;

/** A file that a stage leaves in `out/` and that the runtime keeps. */
export const artifact = z.strictObject({
  artifact_id: fieldKey,
  /** Name in `out/`. */
  file: assetPath,
  /** Outcomes that are refused without it. */
  required_on: z.array(token),
  format: z.enum(['markdown', 'json', 'text']).default('markdown'),
  /**
   * Where it is published below `millrace-agents/`; may hold `{root_spec_id}`, `{run_id}`,
   * `{request_id}`, `{item.id}`.
   */
  publish_path: z.string().max(240).nullable().default(null),
  /** JSON Schema of a JSON artifact. */
  schema: z.record(z.string(), z.json()).optional(),
  agrees: agreement.optional(),
  /** It is to be the text of a skill, once somebody has decided that. */
  promotes: z.literal('skill').optional(),
});
export type Artifact = z.infer<typeof artifact>;

/** The document that the runtime writes when a run ends in a handoff or a remediation. */
export const handoff = z.strictObject({
  family_id: authorId,
  /** `{hash8}` is the first 8 hex digits of a digest of run, item, result and reason. */
  id: z.string().max(160),
  /** Field key -> text with `{names}`; a value that comes out empty is left out. */
  scalars: z.record(fieldKey, z.string()),
  /** An element that is exactly `{evidence}` or `{symptoms}` stands for that whole list. */
  lists: z.record(fieldKey, z.array(z.string())),
});
export type Handoff = z.infer<typeof handoff>;

export const terminalState = z.strictObject({
  terminal_state_id: authorId,
  terminal_class: terminalClass,
  writes_status: token,
  emits_artifacts: z.array(fieldKey),
  ends_plane_run: z.boolean().default(true),
  handoff: handoff.nullable().default(null),
});
export type TerminalState = z.infer<typeof terminalState>;

/**
 * Where a recovery node may send the work next. The stage names a node in `result.json` (`resume_node`);
 * a name that is not permitted is ignored and the default is taken.
 */
export const resumePolicy = z.strictObject({
  policy_id: authorId,
  source_node_id: authorId,
  on_outcome: token,
  default_target_node_id: authorId,
  metadata_stage_keys: z.array(fieldKey),
  disallowed_target_node_ids: z.array(authorId),
});
export type ResumePolicy = z.infer<typeof resumePolicy>;

/**
 * A limit on entering a recovery node, counted per lineage, work item and policy, whichever edge or
 * policy led there. At the limit the exhausted target is taken and its own limit is checked in
 * turn.
 */
export const thresholdPolicy = z.strictObject({
  policy_id: authorId,
  guarded_node_id: authorId,
  counter_name: fieldKey,
  threshold: z.number().min(1).max(1000),
  /** Key in `[recovery]` of millrace.toml that replaces `threshold`. */
  config_key: fieldKey.nullable().default(null),
  exhausted_target_node_id: authorId.nullable().default(null),
  exhausted_terminal_state_id: authorId.nullable().default(null),
});
export type ThresholdPolicy = z.infer<typeof thresholdPolicy>;

export const completionBehavior = z.strictObject({
  trigger: z.literal('backlog_drained'),
  readiness_rule: z.literal('no_open_lineage_work'),
  target_node_id: authorId,
  request_kind: z.literal('closure_target'),
  target_selector: z.literal('active_closure_target'),
  rubric_policy: z.literal('reuse_or_create'),
  blocked_work_policy: z.literal('suppress'),
  skip_if_already_closed: z.boolean(),
  on_pass_terminal_state_id: authorId,
  on_gap_terminal_state_id: authorId,
  create_incident_on_gap: z.boolean(),
});

/** An edge that has one is taken instead of the plain edge of the same outcome while all of it holds. */
export const edgeCondition = z.strictObject({
  /** What the result of the stage has to declare. */
  declared: fieldKey,
  /** Work after which its lineage has no other of its family queued or active; work without one, too. */
  unless: z.literal('last_of_lineage').optional(),
});
export type EdgeCondition = z.infer<typeof edgeCondition>;

export const edgeKind = z.enum(['normal', 'retry', 'escalation', 'handoff', 'terminal']);

export const compiledTransition = z.strictObject({
  edge_id: authorId,
  source_node_id: authorId,
  outcome: token,
  target_node_id: authorId.nullable(),
  terminal_state_id: authorId.nullable(),
  kind: edgeKind,
  priority: z.number().min(0).max(10000),
  max_attempts: z.number().min(1).nullable(),
  when: edgeCondition.optional(),
});
export type CompiledTransition = z.infer<typeof compiledTransition>;

export const compiledEntry = z.strictObject({
  entry_key: fieldKey,
  node_id: authorId,
  stage_kind_id: authorId,
  plane: authorId,
});

/** Proposals that an outcome must bring, or may not. */
export const requirement = z.strictObject({
  on: z.array(token).min(1),
  /**
   * `contract`: every open id of the contract is named by an item of the families; `some`: at least one
   * proposal of them; `one`: exactly one; `none`: nothing of them.
   */
  what: z.enum(['contract', 'some', 'one', 'none']),
  families: z.array(authorId).min(1),
  /** `some` is not asked for when the contract is covered without it. */
  unless: z.literal('contract_covered').optional(),
});

/** Words that a result of the stage may declare, for the conditions of edges. */
export const mayDeclare = z.array(fieldKey).min(1).max(20);

/** A point at which a lineage waits for its owner, where its root document asks for that. */
export const reviewPoint = z.strictObject({ what: review, on: z.array(token).min(1) });

/** Everything a stage may produce and everything its prompt needs, frozen. */
export const planNode = z.strictObject({
  node_id: authorId,
  stage_kind_id: authorId,
  plane: authorId,
  display_name: z.string(),
  entrypoint_path: assetPath,
  entrypoint_contract_id: z.string(),
  running_status_marker: token,
  /** In the order of the stage kind; the keys are the legal outcomes. */
  allowed_result_classes_by_outcome: z.record(token, z.array(resultClass).min(1)),
  /** The outcome that stands for a result that could not be accepted. */
  failure_outcome: token,
  declared_output_artifacts: z.array(fieldKey),
  artifacts: z.array(artifact),
  /** Families whose documents this stage may propose. */
  proposes: z.array(authorId),
  /** A proposal with the active item's id is its new revision. */
  may_revise: z.boolean(),
  requires: z.array(requirement).optional(),
  may_declare: mayDeclare.optional(),
  reviews: z.array(reviewPoint).optional(),
  /** `local_repair` and `escalation` nodes get the failure context of the stage that failed. */
  recovery_role: z.enum(['local_repair', 'escalation']).nullable(),
  closure_role: z.boolean(),
  required_skill_paths: z.array(assetPath),
  attached_skill_additions: z.array(assetPath),
  runner_name: authorId,
  model_name: z.string().nullable(),
  thinking_level: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
  timeout_seconds: z.number().min(1).max(604_800),
});
export type PlanNode = z.infer<typeof planNode>;

export const planeGraph = z.strictObject({
  loop_id: authorId,
  plane: authorId,
  nodes: z.array(planNode).min(1),
  compiled_entries: z.array(compiledEntry),
  compiled_completion_entry: compiledEntry.nullable(),
  compiled_transitions: z.array(compiledTransition).min(1),
  compiled_resume_policies: z.array(resumePolicy),
  compiled_threshold_policies: z.array(thresholdPolicy),
  terminal_states: z.array(terminalState).min(1),
  completion_behavior: completionBehavior.nullable(),
});
export type PlaneGraph = z.infer<typeof planeGraph>;
