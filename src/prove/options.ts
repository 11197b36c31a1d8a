import { parseArgs } from 'node:util';
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
  help: z.boolean().default(false),
  minutes: z.coerce.number().min(0.1).max(MINUTES_MAX).default(FULL_MINUTES),
  seed: number(NUMBER_MAX).default(1),
  case: number(NUMBER_MAX).nullable().default(null),
  only: z.array(z.string()).default([]),
});
export type ProveOptions = z.infer<typeof flags>;

export const PROVE_HELP = `Proves on this machine that nothing is lost and nothing happens twice: runs campaigns
against faults in a temporary folder and compares what they come to with an undisturbed one.

Usage: millrace prove [options]

Options:
  --quick        A sample of all faults, in about a minute. The default.
  --full         Goes on with new cases until --minutes are over.
  --minutes N    For --full. Default: ${FULL_MINUTES}.
  --seed N       Other numbers are other cases; the same number is the same cases. Default: 1.
  --only ROW     Only this row of the table. Repeat it for several.
  --case N       Only this case of each row, as a violation names it.
  --mutants      Takes one guard away after the other and says which row notices.

Exit code: 0 = no violation, 1 = a violation or a guard that nobody would miss, 2 = wrong usage.
`;

/** Throws `input_invalid`. */
export function proveOptions(words: readonly string[]): ProveOptions {
  const parsed = flags.safeParse(flagsIn(words));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badUsage(`--${issue?.path.join('.')}: ${issue?.message}`);
}

function flagsIn(words: readonly string[]): object {
  try {
    return parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean' },
        full: { type: 'boolean' },
        mutants: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        minutes: { type: 'string' },
        seed: { type: 'string' },
        case: { type: 'string' },
        only: { type: 'string', multiple: true },
      },
    }).values;
  } catch (thrown) {
    throw badUsage(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

export function badUsage(problem: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `millrace prove: ${problem}`,
    next: 'See millrace prove --help.',
  });
}
