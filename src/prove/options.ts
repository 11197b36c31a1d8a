import { z } from 'zod';
import { MillraceError } from '../runtime/errors/errors.ts';

const MINUTES_MAX = 7 * 24 * 60;
const FULL_MINUTES = 180;
const NUMBER_MAX = 1_000_000_000;

const number = (max: number) => z.coerce.number().int().min(0).max(max);
const flags = z.strictObject({
  quick: z.boolean().default(true),
  full: z.boolean().default(false),
  mutants: z.boolean().default(false),
  minutes: z.coerce.number().min(0.1).max(MINUTES_MAX).default(FULL_MINUTES),
  seed: number(NUMBER_MAX).default(1),
  case: number(NUMBER_MAX).nullable().default(null),
  only: z.array(z.string()).default([]),
});
export type ProveOptions = z.infer<typeof flags>;

/** From the options as they were read. Throws `input_invalid`. */
export function proveOptions(values: object): ProveOptions {
  const parsed = flags.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badUsage(`--${issue?.path.join('.')}: ${issue?.message}`);
}

export function badUsage(problem: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `millrace prove: ${problem}`,
    next: 'See millrace prove --help',
  });
}
