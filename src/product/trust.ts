import type { TrustItem, TrustSource, TrustSubject, TrustVerdict } from '../runtime/ports/index.ts';

/** Something that would run, as its user may want to see it. */
export interface ShownItem {
  readonly item: TrustItem;
  /** null = too long, or no text. */
  readonly text: string | null;
  /** As it was trusted before, else as the release has it; null = neither is known. */
  readonly before: string | null;
}

/** What would run in a workspace, and what of it its user has not agreed to. */
export interface ShownTrust {
  readonly subject: TrustSubject;
  readonly verdict: TrustVerdict;
  /** What executes, and what instructs and is new. */
  readonly shown: readonly ShownItem[];
  /** What was found out about the workspace on the way. */
  readonly notes: readonly string[];
}

/** Something that a user has agreed to. */
export interface TrustedPlace {
  readonly place: string;
  readonly at: string;
  readonly by: TrustSource;
  /** Also whatever changes later. */
  readonly edits: boolean;
  /** False = the folder is gone. */
  readonly there: boolean;
}
