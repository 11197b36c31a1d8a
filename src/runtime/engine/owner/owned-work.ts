import { type Decision, loopChange } from '../../kernel/index.ts';
import { explained } from '../../ports/index.ts';
import type { Holder } from '../workspace/lock.ts';
import type { Owner } from './owner.ts';
import { behindWords } from './recovery.ts';

/** `note`: what followed from the records and failed; they stand all the same. */
export interface Done<T> {
  readonly value: T;
  readonly note: string | null;
}

export type OwnedWork<T> =
  | ({ readonly kind: 'done' } & Done<T>)
  /** An owner that stays has the workspace. */
  | { readonly kind: 'loop'; readonly holder: Holder };

/** A loop that was killed is told until somebody else owns the workspace. */
export const LOOP_GONE: Decision = {
  changes: [loopChange({ event: 'ended' })],
  cause: { input: 'owner', rule: 'loop_gone' },
};

/** What went wrong, as an error of the closed set where it is one of the disk. */
export function asMillraceError(thrown: unknown): unknown {
  return explained('A disk call', thrown);
}

/** Ends a piece of work. What failed after its records were written is opened anew by the next call. */
export function endOf(owner: Owner, session: { discard(thrown: unknown): void }): string | null {
  owner.finish();
  const { failed } = owner;
  if (failed === null) return null;
  session.discard(failed);
  return behindWords(asMillraceError(failed));
}
