import type { Family } from '../plan/index.ts';

/**
 * Work documents: markdown in, typed fields and free prose out, and back. Pure.
 * Everything here is told what a family is; no family is known by name.
 */
export interface WorkDocument {
  readonly family_id: string;
  readonly id: string;
  readonly title: string;
  /**
   * Field key -> text as written (times normalized to UTC, booleans to `true`/`false`, JSON
   * compact). Absent = no key; a value equal to the field's default is absent, and the own id and
   * the title are never among them.
   */
  readonly scalars: Readonly<Record<string, string>>;
  /** Field key -> items, placeholders already removed. Absent or empty = no key. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Free prose below the fields, trimmed; empty when there is none. */
  readonly body: string;
}

export interface DocumentProblem {
  /** 1-based; 0 = the document as a whole. */
  readonly line: number;
  /** Label of the field, or null. */
  readonly field: string | null;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

export type ParseResult =
  | { readonly ok: true; readonly document: WorkDocument; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

/**
 * A command that the runtime may run as an acceptance check: an item `Check:` plus one command in
 * backticks.
 */
export interface Check {
  readonly command: string;
  /** Field the check stands in. */
  readonly field: string;
}

/** Facts of a document that the kernel works with. */
export interface DocumentFacts {
  readonly family: Family;
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch, from the family's order field. */
  readonly at: number;
  readonly depends_on: readonly string[];
  readonly root: string | null;
  readonly idea: string | null;
  readonly start_node: string | null;
}

/**
 * Largest document that is read, in bytes. Source: an accepted document must fit a journal record
 * with room to spare.
 */
export const DOCUMENT_SIZE_BYTES_MAX = 1_048_576;
