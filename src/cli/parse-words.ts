import { type ParseArgsConfig, parseArgs } from 'node:util';
import { z } from 'zod';
import type { MillraceError } from '../runtime/errors/errors.ts';
import { cut } from '../runtime/text/cut.ts';
import { nearest } from '../runtime/text/nearest.ts';

const PROBLEM_LENGTH_MAX = 120;

/** Splits words by their options. What is no word of the command is refused, in our words. */
export function parseWords<const Config extends ParseArgsConfig>(
  config: Config,
  refuse: (problem: string) => MillraceError,
) {
  try {
    return parseArgs(config);
  } catch (thrown) {
    throw refuse(problemOf(thrown, Object.keys(config.options ?? {})));
  }
}

const nodeError = z.looseObject({ code: z.string(), message: z.string() });

/** The first sentence; the rest is advice about the parser. Whatever else is thrown is thrown on. */
function problemOf(thrown: unknown, options: readonly string[]): string {
  const error = nodeError.safeParse(thrown);
  if (!error.success || !error.data.code.startsWith('ERR_PARSE_ARGS')) throw thrown;
  const problem = cut(error.data.message.split('. ')[0] ?? '', PROBLEM_LENGTH_MAX);
  const unknown = /^Unknown option '--([^']+)'$/.exec(problem)?.[1];
  const alike = unknown === undefined ? null : nearest(unknown, options);
  return alike === null ? problem : `${problem}; did you mean --${alike}?`;
}
