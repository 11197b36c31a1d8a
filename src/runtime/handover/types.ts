import type { RawDocument } from '../documents/collect.ts';

/** What stands in which field, before any value is judged. Lines are those of the document, from 1. */
export interface Written extends RawDocument {
  /** Headings of what stayed prose. */
  readonly headings: readonly string[];
}
