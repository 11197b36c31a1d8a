import type { Delegation } from '../runtime/ports/delegation.ts';

/** What this user lets agents do, as a file of the user says. */
export interface DelegationView {
  /** null = nobody has said; it means `ask`. */
  readonly policy: Delegation | null;
  /** Why what is there counts for nothing. */
  readonly note: string | null;
}
