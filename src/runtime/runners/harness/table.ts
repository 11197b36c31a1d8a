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

/** What the table of every harness holds. The descriptions are the rows of the guide. */
export const harnessTable = z.strictObject({
  command: word.describe('Program name or path.'),
  args: words
    .default([])
    .describe('Further arguments, without the flags that the runner sets itself.'),
  permission_default: permission
    .default('maximum')
    .describe(
      "`basic` asks the harness's own sandbox, `maximum` asks nobody, `elevated` lies between.",
    ),
  permission_by_stage: z
    .record(authorId, permission)
    .default({})
    .describe("By node or stage kind; wins over the model's."),
  permission_by_model: z
    .record(word, permission)
    .default({})
    .describe('By model; wins over the default.'),
  telemetry: z
    .boolean()
    .default(false)
    .describe('The harness may report about its use to its maker.'),
  resume: z
    .boolean()
    .default(true)
    .describe('The next attempt of a request goes on in the session of the one before.'),
  env_allow: envNames
    .default([])
    .describe('Variables that are passed on, besides those that the harness needs.'),
  env: env.default({}).describe('Further variables with their values.'),
  stop: stop
    .default(HARNESS_STOP)
    .describe('Signals and how long to wait after each, before everything is killed.'),
  silence_ms: silence_ms
    .default(HARNESS_SILENCE_MS)
    .describe('Ends an attempt that writes nothing for so long; 0 = never.'),
});
export type HarnessTable = z.infer<typeof harnessTable>;

/** The program of a harness, where the config names no other. */
export function program(name: string) {
  return harnessTable.shape.command.default(name);
}

/** Of those that are told what to read and, by their sandbox, what to write. */
export const sandboxKeys = {
  context_files: z
    .boolean()
    .default(false)
    .describe('The harness reads the instruction files of the repository by itself.'),
  skills: z.boolean().default(false).describe('The harness offers its own skills to the model.'),
  add_dirs: names
    .default([])
    .describe('Folders besides the work directory that its sandbox lets the model write to.'),
};

/** Of those whose agent gets tools of its stage, and whose final message can be given a form. */
export const handBackKeys = {
  stage_mcp: z
    .boolean()
    .default(true)
    .describe(
      'The agent of a stage gets [tools](stage-tools.md) to propose documents and report its result.',
    ),
  typed_result: z
    .boolean()
    .default(false)
    .describe(
      'The final message is made to have the ' +
        '[form of a result](stage-tools.md#a-final-message-with-a-form).',
    ),
};
