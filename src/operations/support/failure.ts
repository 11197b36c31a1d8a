import type { ErrorGroup } from '../../runtime/errors/errors.ts';
import { groupOf, isMillraceError, MillraceError } from '../../runtime/errors/errors.ts';
import { DiskFault, explainedFault } from '../../runtime/ports/index.ts';
import { clip } from './text.ts';

const MESSAGE_LENGTH_MAX = 1_500;
const NEXT_LENGTH_MAX = 500;

/** What a caller gets to see of an error. */
export interface Failure {
  readonly group: ErrorGroup;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly next: string;
    readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  };
}

/** Turns anything thrown into an answer. The text of a foreign error goes to `log`, never to the caller. */
export function describeFailure(thrown: unknown, log: (text: string) => void): Failure {
  if (thrown instanceof DiskFault) {
    return describeFailure(explainedFault(`A disk call on ${thrown.path}`, thrown), log);
  }
  if (!isMillraceError(thrown)) {
    log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    return describeFailure(unexpected(), log);
  }
  const { what, expected, next, details } = thrown.facts;
  const message =
    expected === undefined ? sentence(what) : `${sentence(what)} Expected: ${sentence(expected)}`;
  return {
    group: groupOf(thrown.code),
    error: {
      code: thrown.code,
      message: clip(message, MESSAGE_LENGTH_MAX),
      next: clip(sentence(next), NEXT_LENGTH_MAX),
      ...(details === undefined ? {} : { details }),
    },
  };
}

/** As a terminal shows it. */
export function failureText({ error }: Failure): string {
  return `error ${error.code}: ${error.message}\nnext: ${error.next}`;
}

function unexpected(): MillraceError {
  return new MillraceError('internal_error', {
    what: 'Millrace met a defect of its own and stopped this call',
    next: 'Call status to see the state of the workspace. The details are in the log of the server.',
  });
}

export function sentence(text: string): string {
  return /[.!?:`]$/.test(text) ? text : `${text}.`;
}
