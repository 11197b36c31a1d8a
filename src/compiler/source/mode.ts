import { z } from 'zod';
import {
  assetPath,
  authorId,
  concurrencyPolicy,
  itemId,
  schemaVersion,
  token,
  triggerSubject,
  triggersPerDay,
} from '../../runtime/plan/index.ts';

const triggerRuleSource = z.strictObject({
  rule_id: itemId,
  source_plane: authorId,
  source_stage: authorId,
  on_terminal_results: z.array(token).min(1),
  target_stage: authorId,
  requested_action: z
    .enum(['create', 'improve', 'promote', 'export', 'install'])
    .default('improve'),
  target_skill_id: itemId.optional(),
  preferred_output_paths: z.union([z.string(), z.array(z.string())]).default([]),
  dedupe_by: triggerSubject.optional(),
  per_day_max: triggersPerDay.optional(),
});

/** `modes/<mode_id>.json`. */
export const modeSource = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('mode'),
  mode_id: authorId,
  display_name: z.string().min(1),
  /** Other names under which this mode may be chosen. */
  aliases: z.array(authorId).default([]),
  /** For choosing a mode; whether stages are played by a script is seen by what runs them. */
  simulated: z.boolean().default(false),
  loop_ids_by_plane: z.record(authorId, authorId),
  /** Planes in claim order; `completion` stands for the closure decision. */
  claim_order: z.array(authorId).min(1),
  families: z.array(authorId).min(1),
  stage_entrypoint_overrides: z.record(authorId, assetPath).default({}),
  stage_skill_additions: z.record(authorId, z.array(assetPath)).default({}),
  stage_model_bindings: z.record(authorId, z.string()).default({}),
  stage_runner_bindings: z.record(authorId, authorId).default({}),
  stage_thinking_bindings: z.record(authorId, z.string().nullable()).default({}),
  concurrency_policy: concurrencyPolicy.optional(),
  learning_trigger_rules: z.array(triggerRuleSource).default([]),
  trigger_family_id: authorId.optional(),
});
export type ModeSource = z.infer<typeof modeSource>;
