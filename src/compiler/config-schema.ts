import { z } from 'zod';
import { authorId, limits, ownPrices, usageGovernance } from '../runtime/plan/index.ts';
import { effort } from '../runtime/runners/index.ts';
import { escapes } from './schema-issues.ts';
import { runnersTable } from './support/config-runners.ts';

const PATH_LENGTH_MAX = 240;
const MODEL_NAME_LENGTH_MAX = 200;
const DEFAULT_MODE = 'default_codex';

const runtime = z.strictObject({
  /** Blank means the default, as before. */
  default_mode: z
    .string()
    .refine((name) => name === '' || authorId.safeParse(name).success, {
      message: 'must be the id of a mode',
    })
    .default(DEFAULT_MODE)
    .transform((name) => (name === '' ? DEFAULT_MODE : name)),
  run_style: z.enum(['once', 'daemon']).default('daemon'),
  idle_sleep_seconds: z.number().gt(0).max(3600).default(5),
  /** Where stages edit, below the workspace. */
  work_dir: z
    .string()
    .min(1)
    .max(PATH_LENGTH_MAX)
    .refine((path) => !escapes(path) && !path.includes('\u0000'), {
      message: 'must be a path below the workspace',
    })
    .default('.'),
});

/**
 * The other keys are those that threshold policies name; which they are is known once the graphs
 * are read.
 */
const recovery = z
  .object({
    contract_retries: z.int().min(0).max(5).default(1),
    lost_retries: z.int().min(0).max(10).default(2),
  })
  .catchall(z.int().min(1).max(1000));

const watchers = z.strictObject({
  enabled: z.boolean().default(true),
  debounce_ms: z.int().min(1).max(60_000).default(250),
  watch_ideas_inbox: z.boolean().default(true),
  watch_specs_queue: z.boolean().default(true),
});

const stage = z.strictObject({
  runner: authorId.optional(),
  model: z.string().trim().min(1).max(MODEL_NAME_LENGTH_MAX).optional(),
  thinking_level: z.string().trim().min(1).max(40).optional(),
  model_reasoning_effort: effort.optional(),
  timeout_seconds: z.number().min(1).max(604_800).optional(),
});
export type StageOverride = z.infer<typeof stage>;

const lineageLimits = z.strictObject({
  stages_per_lineage: limits.shape.stages_per_lineage.default(500),
  wall_minutes_per_lineage: limits.shape.wall_minutes_per_lineage.default(2880),
  tokens_per_lineage: limits.shape.tokens_per_lineage.default(100_000_000),
  handoffs_per_lineage: limits.shape.handoffs_per_lineage.default(8),
  remediations_per_lineage: limits.shape.remediations_per_lineage.default(8),
  attempts_per_item: limits.shape.attempts_per_item.default(40),
});

/** How long and how much of what is past is kept. Takes effect when `gc` is asked to apply. */
const storage = z.strictObject({
  keep_archive_days: z.int().min(1).max(36_500).default(90),
  keep_output_of_closed_lineages_days: z.int().min(0).max(36_500).default(30),
  max_archive_mb: z.int().min(1).max(1_000_000).default(512),
});

/** Where skills of others are listed. Read when somebody asks for one, and never by itself. */
const skills = z.strictObject({
  /** A file, or an address that begins with https. */
  index: z.string().min(1).max(2000).optional(),
  /** Of all its bytes: another index is not taken. */
  index_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 digest, 64 lower-case hex digits' })
    .optional(),
});

/** `millrace.toml`. An absent file or section means the defaults; an unknown key anywhere is an error. */
export const configSchema = z.strictObject({
  runtime: runtime.prefault({}),
  runners: runnersTable.prefault({}),
  recovery: recovery.prefault({}),
  watchers: watchers.prefault({}),
  usage_governance: usageGovernance.prefault({}),
  stages: z.record(authorId, stage).default({}),
  limits: lineageLimits.prefault({}),
  storage: storage.prefault({}),
  prices: ownPrices.default({}),
  skills: skills.prefault({}),
});
export type Config = z.infer<typeof configSchema>;

export const DEFAULT_CONFIG: Config = configSchema.parse({});

/** Keys of `[recovery]` that no policy has to name. */
export const FIXED_RECOVERY_KEYS: readonly string[] = ['contract_retries', 'lost_retries'];
