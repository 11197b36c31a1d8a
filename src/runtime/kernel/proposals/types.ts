import type { WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';

/** A file of `out/work/`. */
export interface Proposal {
  readonly name: string;
  readonly text: string;
}

/**
 * What proposals are judged against: the whole workspace when they are admitted, what its inputs
 * tell when a stage asks beforehand.
 */
export interface ProposalContext {
  /** Those that the stage may propose or revise. */
  readonly families: readonly Family[];
  /** The item of the run, where the stage may propose its new revision. */
  readonly active: { readonly key: string; readonly text: string } | null;
  /** Fields that a proposal gets from its run. */
  inherited(family: Family): Readonly<Record<string, string>>;
  /** Whether there is an item with this key. */
  isKnown(key: string): boolean;
}

/** A proposal that could be read. */
export interface Parsed {
  /** Its file, as a stage knows it. */
  readonly name: string;
  readonly family: Family;
  readonly document: WorkDocument;
}

/** One that is complete: its lineage filled in, its id free, its references following. */
export interface Judged extends Parsed {
  /** The id that it came with. */
  readonly proposedId: string;
  readonly isRevision: boolean;
}

/** Words for the stage to repair it by. `name` is the file that it is about; null = the set. */
export interface Problem {
  readonly name: string | null;
  readonly what: string;
}

/** One thing that a hand-back lacks; the same `kind` again means that the stage makes no headway. */
export interface Violation {
  readonly kind: string;
  readonly text: string;
}

export interface Judgement {
  /** Empty when the set could not be read. */
  readonly judged: readonly Judged[];
  readonly problems: readonly Problem[];
  /** References to items that neither the set nor the ground has. */
  readonly unresolved: readonly Problem[];
}
