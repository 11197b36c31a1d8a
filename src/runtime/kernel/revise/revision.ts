/**
 * Revise: what an owner decides afterwards about work that was handed over. Each function says what
 * would be recorded, or why nothing can be, so that asking beforehand and doing it are the same code.
 */

import type { Change, Speaker } from '../changes/changes.ts';
import type { Cause } from '../changes/record.ts';

/** Who decides. What a policy of the user allows counts, and makes nobody a person. */
export interface Decider extends Speaker {
  readonly by_policy?: boolean;
}

/** Whether it may promise less: a person said so, or a policy that only the user can write. */
export function isProven({ is_person, by_policy }: Decider): boolean {
  return is_person || by_policy === true;
}

/** Why something that was asked for is not done, in the words of an error. */
export interface Refusal {
  readonly code: 'revision_refused' | 'person_needed';
  readonly what: string;
  readonly expected: string;
  readonly next: string;
}

export interface Accepted {
  readonly ok: true;
  readonly changes: readonly Change[];
  readonly cause: Cause;
  /** One sentence: what it comes to. */
  readonly detail: string;
  /** What changes, a line each. */
  readonly lines: readonly string[];
  /** With a person, who types this id, more would be done. */
  readonly person_id?: string;
}

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export type Revision = Accepted | Refused;

export function refused(what: string, expected: string, next: string): Refused {
  return { ok: false, refusal: { code: 'revision_refused', what, expected, next } };
}

/** Only a person can do it, at a controlling terminal. */
export function personNeeded(what: string, next: string): Refused {
  const expected = 'a person at a terminal, who types the id that it is about';
  return { ok: false, refusal: { code: 'person_needed', what, expected, next } };
}

export function revised(
  rule: string,
  detail: string,
  lines: readonly string[],
  changes: readonly Change[],
): Accepted {
  return { ok: true, changes, cause: { input: 'operator', rule }, detail, lines };
}
