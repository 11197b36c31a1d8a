import { z } from 'zod';
import {
  artifact,
  assetPath,
  authorId,
  fieldKey,
  mayDeclare,
  requirement,
  resultClass,
  reviewPoint,
  schemaVersion,
  token,
} from '../../runtime/plan/index.ts';

export const overrideName = z.enum([
  'entrypoint_path',
  'runner_name',
  'model_name',
  'thinking_level',
  'timeout_seconds',
  'attached_skill_additions',
]);

/** `registry/stage_kinds/<plane>/<stage_kind_id>.json`. */
export const stageKindSource = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('registered_stage_kind'),
  stage_kind_id: authorId,
  plane: authorId,
  display_name: z.string().min(1),
  default_entrypoint_path: assetPath,
  required_skill_paths: z.array(assetPath).min(1),
  suggested_skill_paths: z.array(assetPath),
  running_status_marker: token,
  legal_outcomes: z.array(token).min(1),
  success_outcomes: z.array(token).min(1),
  failure_outcomes: z.array(token),
  allowed_result_classes_by_outcome: z.record(token, z.array(resultClass).min(1)),
  /**
   * Stands for a result that could not be accepted; one of the legal outcomes, allowing
   * `recoverable_failure`.
   */
  failure_outcome: token,
  allowed_input_artifacts: z.array(fieldKey),
  declared_output_artifacts: z.array(fieldKey),
  /** Files in `out/`; every `artifact_id` is one of the declared output artifacts. */
  artifacts: z.array(artifact),
  /** Families that may be proposed in `out/work/`. */
  proposes: z.array(authorId),
  may_revise: z.boolean(),
  /** Proposals without which an outcome is refused. */
  requires: z.array(requirement).optional(),
  may_declare: mayDeclare.optional(),
  /** Results after which an owner who asked for it is shown what was done. */
  reviews: z.array(reviewPoint).optional(),
  idempotence_policy: z.enum(['idempotent', 'retry_safe_with_key', 'single_attempt_only']),
  allowed_overrides: z.array(overrideName),
  /** Families whose items may start here. */
  starts_families: z.array(authorId),
  recovery_role: z.enum(['local_repair', 'escalation']).nullable(),
  closure_role: z.boolean(),
});
export type StageKindSource = z.infer<typeof stageKindSource>;
