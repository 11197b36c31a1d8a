import { z } from 'zod';
import { authorId, permission } from '../../plan/index.ts';

/**
 * Parts of `[runners.<table>]` in `millrace.toml`. A key that all harnesses share has one meaning and
 * one default. Every part is bounded: all of it ends in a process's arguments and environment.
 */
const TEXT_LENGTH_MAX = 4096;
const LIST_LENGTH_MAX = 64;
const ENV_ENTRIES_MAX = 64;
const ENV_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]{0,127}$/;
const SILENCE_MS_MAX = 86_400_000;

const text = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .refine((value) => !value.includes('\u0000'), { message: 'must not hold a NUL character' });
export const word = text.min(1);
/** Arguments may be empty, names may not. */
export const words = z.array(text).max(LIST_LENGTH_MAX);
export const names = z.array(word).max(LIST_LENGTH_MAX);

const envName = z.string().regex(ENV_NAME_PATTERN);
export const envNames = z.array(envName).max(ENV_ENTRIES_MAX);
export const env = z
  .record(envName, text)
  .refine((value) => Object.keys(value).length <= ENV_ENTRIES_MAX, {
    message: `must not have more than ${ENV_ENTRIES_MAX} entries`,
  });

const stopStep = z.strictObject({
  signal: z.enum(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']),
  grace_ms: z.number().min(0).max(60_000),
});
export const stop = z.array(stopStep).max(8);
export const silence_ms = z.number().min(0).max(SILENCE_MS_MAX);
export const effort = z.enum(['low', 'medium', 'high', 'xhigh']);

/** An interrupt is what makes the shipped harnesses clean up the children of their tools. */
const HARNESS_STOP: z.infer<typeof stop> = [
  { signal: 'SIGINT', grace_ms: 4000 },
  { signal: 'SIGTERM', grace_ms: 2000 },
];
/** Longer than a test suite may be silent, shorter than the time limit of a stage. */
const HARNESS_SILENCE_MS = 1_800_000;

/** What the table of every harness holds. */
export const harnessTable = z.strictObject({
  command: word,
  args: words.default([]),
  permission_default: permission.default('maximum'),
  permission_by_stage: z.record(authorId, permission).default({}),
  permission_by_model: z.record(word, permission).default({}),
  telemetry: z.boolean().default(false),
  resume: z.boolean().default(true),
  env_allow: envNames.default([]),
  env: env.default({}),
  stop: stop.default(HARNESS_STOP),
  silence_ms: silence_ms.default(HARNESS_SILENCE_MS),
});
export type HarnessTable = z.infer<typeof harnessTable>;

/** Of those that are told what to read and, by their sandbox, what to write. */
export const sandboxKeys = {
  context_files: z.boolean().default(false),
  skills: z.boolean().default(false),
  add_dirs: names.default([]),
};

/** Of those whose agent gets tools of its stage, and whose final message can be given a form. */
export const handBackKeys = {
  stage_mcp: z.boolean().default(true),
  typed_result: z.boolean().default(false),
};
