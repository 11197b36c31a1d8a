import { headOf } from '../../text/cut.ts';
import type { Cursor } from './delivery-file.ts';

/** How often one notice is tried on one sink. */
export const TRIES_MAX = 12;
/** Wait after a failure, four times as long after each further one. */
const REST_MS = 5000;
const REST_MS_MAX = 3_600_000;
const REASON_LENGTH_MAX = 120;

export function freshCursor(seq: number): Cursor {
  return {
    seq,
    skip: 0,
    attempts: 0,
    failures: 0,
    given_up: 0,
    reason: null,
    retry_at: null,
    told: {},
  };
}

/** Something arrived, or there is nothing before this record. */
export function advancedCursor(cursor: Cursor, seq: number, skip: number): Cursor {
  return { ...freshCursor(seq), skip, told: cursor.told };
}

/** What was interrupted is nobody's fault, but counts as a try. */
export function failedCursor(
  cursor: Cursor,
  reason: string,
  now: number,
  interrupted: boolean,
): Cursor {
  if (interrupted) return cursor;
  const failures = cursor.failures + 1;
  const rest_ms = Math.min(REST_MS * 4 ** Math.min(failures - 1, 10), REST_MS_MAX);
  const retry_at = new Date(now + rest_ms).toISOString();
  return { ...cursor, failures, reason: headOf(reason, REASON_LENGTH_MAX), retry_at };
}

/** A time further away than any rest comes from a clock that was set. */
export function isResting({ retry_at }: Cursor, now: number): boolean {
  const left_ms = retry_at === null ? 0 : Date.parse(retry_at) - now;
  return left_ms > 0 && left_ms <= REST_MS_MAX;
}

/** While nothing arrives, one try for each further notice: what is newer is not kept back for hours. */
export function isSpent({ attempts, given_up }: Cursor): boolean {
  return attempts >= (given_up > 0 ? 1 : TRIES_MAX);
}
