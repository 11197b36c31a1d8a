import type { LoopRefusal, UsageBlocker } from '../changes/changes.ts';

/** What the journal knows of an owner that stays. Whether it lives is told by the lock alone. */
export interface KnownLoop {
  readonly session: string;
  readonly started_at: string;
  /** Why it cannot go on, as long as that is so. */
  readonly refusal: LoopRefusal | null;
}

/** Why nothing is dispatched. */
export interface Pause {
  readonly reason: string;
  /** When it lifts by itself; null = it does not. */
  readonly until: string | null;
  /** The only runner whose stages rest; absent = everything does. */
  readonly runner?: string;
  /** The only plane that starts nothing: somebody paused it; absent = everything rests. */
  readonly plane?: string;
  /** Of usage governance: which rules. */
  readonly blockers?: readonly UsageBlocker[];
}

/** What a repeated call gets. */
export interface KeptAnswer {
  /** JSON. */
  readonly answer: string;
  /** Digest of what was asked; null in records of earlier releases. */
  readonly content: string | null;
}
