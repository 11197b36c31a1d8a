import { z } from 'zod';
import { family } from './family.ts';
import { planeGraph } from './graph.ts';
import {
  assetPath,
  authorId,
  itemId,
  schemaVersion,
  sha256Hex,
  timestamp,
  token,
} from './primitives.ts';
import { runnerConfig } from './runner.ts';

export const compileInputFingerprint = z.strictObject({
  mode_id: authorId,
  config_fingerprint: z.string(),
  assets_fingerprint: z.string(),
});
export type CompileInputFingerprint = z.infer<typeof compileInputFingerprint>;

export const resolvedAsset = z.strictObject({
  asset_family: z.enum(['mode', 'graph_loop', 'stage_kind', 'entrypoint', 'skill', 'family']),
  logical_id: z.string(),
  /** Relative to `millrace-agents/`. */
  compile_time_path: assetPath,
  /** null = an attached skill that is absent. */
  content_sha256: sha256Hex.nullable(),
});
export type ResolvedAsset = z.infer<typeof resolvedAsset>;

/**
 * What the config says of a plan, one by one: JSON pointer -> value. `given` is what the workspace
 * says itself, `defaults` what the release that compiled it filled in.
 */
export const planSettings = z.strictObject({
  given: z.record(z.string(), z.json()),
  defaults: z.record(z.string(), z.json()),
});
export type PlanSettings = z.infer<typeof planSettings>;

export const concurrencyPolicy = z.strictObject({
  mutually_exclusive_planes: z.array(z.array(authorId)),
  may_run_concurrently: z.array(z.array(authorId)),
});

/** While a request of a rule about the same is open, the rule makes no second one. */
export const triggerSubject = z.enum(['item', 'lineage', 'rule']);
/** Requests of a rule in any 24 hours. */
export const triggersPerDay = z.number().int().min(1).max(1000);

/** A result of one stage that makes the runtime write a request for another plane. */
export const triggerRule = z.strictObject({
  rule_id: itemId,
  source_plane: authorId,
  source_stage: authorId,
  on_terminal_results: z.array(token).min(1),
  target_stage: authorId,
  requested_action: z.string(),
  target_skill_id: itemId.nullable(),
  preferred_output_paths: z.array(z.string()),
  /** Absent = every result that matches makes a request. */
  dedupe_by: triggerSubject.optional(),
  per_day_max: triggersPerDay.optional(),
});
export type TriggerRule = z.infer<typeof triggerRule>;

/** Fences around one lineage. Reaching one pauses the lineage before the next dispatch. */
export const limits = z.strictObject({
  stages_per_lineage: z.number().min(1).max(1_000_000),
  /** Sum of stage durations, not the time that passed. */
  wall_minutes_per_lineage: z.number().min(1).max(1_000_000),
  tokens_per_lineage: z.number().min(1).max(1_000_000_000_000),
  handoffs_per_lineage: z.number().min(0).max(1000),
  remediations_per_lineage: z.number().min(0).max(1000),
  /** Stages of one work item; reaching it blocks the item. */
  attempts_per_item: z.number().min(1).max(10_000),
});
export type Limits = z.infer<typeof limits>;

/**
 * Grows when the compiler makes another plan of the same workspace, or judges one in another way.
 * Plans of before there was such a number have none.
 */
export const COMPILER_FORMAT = 2;

/**
 * The frozen plan: the only thing the runtime executes. Its id covers everything but `compiled_at`
 * and `config_sha256`, the contents of prompts and skills included (by their digests in
 * `resolved_assets`). Contract: a plan that any release adopted can be read by every later one, so a
 * field is added as optional and absent means what was done before it came.
 */
export const plan = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('compiled_run_plan'),
  compiler_format: z.number().min(2).max(COMPILER_FORMAT).optional(),
  /** `plan-<mode_id>-<12 hex>`. */
  compiled_plan_id: itemId,
  compile_input_fingerprint: compileInputFingerprint,
  /** Of the bytes of the config; null = there was none. While they are the same, it says the same. */
  config_sha256: sha256Hex.nullable().optional(),
  settings: planSettings.optional(),
  mode_id: authorId,
  /** A script plays some of its stages. What an answer says is what ran, which is recorded. */
  simulated: z.boolean(),
  loop_ids_by_plane: z.record(authorId, authorId),
  /** Planes in the order in which they are shown. */
  planes: z.array(authorId).min(1),
  /** Planes in the order in which work is claimed; `completion` stands for the closure decision. */
  claim_order: z.array(authorId).min(1),
  concurrency_policy: concurrencyPolicy.nullable(),
  families: z.record(authorId, family),
  graphs_by_plane: z.record(authorId, planeGraph),
  learning_trigger_rules: z.array(triggerRule),
  /** The family that trigger rules write; null where there are none. */
  trigger_family_id: authorId.nullable(),
  limits,
  /** How often a contract violation is sent back before it counts as the failure outcome. */
  contract_retries: z.number().min(0).max(5),
  /** How often a lost attempt is repeated before it counts as the failure outcome. */
  lost_retries: z.number().min(0).max(10),
  runners: z.record(authorId, runnerConfig),
  compiled_at: timestamp,
  resolved_assets: z.array(resolvedAsset),
  source_refs: z.array(z.string()),
});
export type Plan = z.infer<typeof plan>;

const formatOnly = z.looseObject({ compiler_format: z.number() });

/** Whether a later compiler than this made it: what it means is not known here. */
export function isLaterPlan(value: unknown): boolean {
  const parsed = formatOnly.safeParse(value);
  return parsed.success && parsed.data.compiler_format > COMPILER_FORMAT;
}
