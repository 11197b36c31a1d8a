import type { About } from './lineage.ts';

/** A document in parts: prose is prose, whatever it holds. */
export interface TypedDocument {
  readonly title: string;
  readonly prose: string;
  readonly acceptance: readonly string[];
  /** Lines `Label: value`; the same label again makes a list. */
  readonly fields: readonly string[];
}

/** A document as somebody wrote it. */
export interface WrittenDocument {
  /** Markdown, with the bytes that it has. */
  readonly text: string;
  /** Name of its file, for a title that nothing else gives. */
  readonly file?: string | undefined;
  /** Items beside those that it names itself. */
  readonly acceptance?: readonly string[] | undefined;
}

interface Admission {
  /** The kind of document; null = the plan's root family. */
  readonly family: string | null;
  /** Without one the document's own, else one made from its title. */
  readonly id?: string | undefined;
  /** What its owner wants to see before it counts, also where the document does not say so. */
  readonly review?: 'contract' | 'plan' | undefined;
  /** It may say nothing of what must hold: planning writes that then, and its owner is asked. */
  readonly is_idea?: boolean | undefined;
  readonly channel: string;
  readonly request_key?: string | undefined;
  /** Says what would come of it and changes nothing. */
  readonly dry_run?: boolean | undefined;
}

export type AdmitInput = Admission & (WrittenDocument | { readonly typed: TypedDocument });

export interface AdmitView {
  readonly family: string;
  readonly id: string;
  /** The same text was admitted before; nothing changed. */
  readonly already: boolean;
  readonly root: string | null;
  /** Below the workspace root. */
  readonly path: string;
  /** The document in the canonical grammar, with what was filled in. */
  readonly document: string;
  readonly understood: Understood;
  /** A stage of the plan would show its owner the contract, so it can be asked for. */
  readonly offers_contract: boolean;
  readonly checks: readonly string[];
  readonly notes: readonly string[];
  readonly position: number;
  readonly about: About;
}

/** How a document was read. */
export interface Understood {
  readonly title: string;
  /** Lists that were given, in the family's order. */
  readonly lists: readonly UnderstoodList[];
  /** Items that nobody can see to hold. */
  readonly vague: number;
  /** What its owner is shown before it counts; null = nothing. */
  readonly review: string | null;
  /** What became no field: its lines, and the headings in it, the first of them. */
  readonly prose: { readonly lines: number; readonly headings: readonly string[] };
}

export interface UnderstoodList {
  readonly label: string;
  /** Letter of its items in the contract, which are numbered from 1; null = no part of a contract. */
  readonly prefix: string | null;
  readonly items: readonly string[];
}
