import type { About } from './lineage.ts';

export interface DiffInput {
  /** A root spec, a work item, a run, or `<run>/<stage>`. */
  readonly key: string;
  /** The first line wanted: its number, or the path of the file that it begins. */
  readonly from: string | null;
  readonly lines: number;
}

/** One file of a difference, summed over what stages did to it. */
export interface DiffFile {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Lines; null = no text, or its content is not kept. */
  readonly added: number | null;
  readonly removed: number | null;
}

/** How much changed; null in a view = not known, and its notes say why. */
export interface DiffStat {
  readonly files: number;
  /** Lines; null = the content of some of it is not kept, so nobody counted. */
  readonly added: number | null;
  readonly removed: number | null;
  /** By path, bounded. */
  readonly rows: readonly DiffFile[];
}

/** What stages changed in the folder of the work, as the sum of what each of them did. */
export interface DiffView {
  readonly seq: number;
  readonly simulated: boolean;
  readonly about: About;
  /** Stages, in order, whose changes are summed; the newest ones. */
  readonly stages: readonly string[];
  readonly stat: DiffStat | null;
  /** There is more that is not known, and its notes say why. */
  readonly is_partial: boolean;
  /** What is not known, whose edits lie in between, whose cannot be told apart. */
  readonly notes: readonly string[];
  /** Of its text, from `line` on; the first line is 1. */
  readonly lines: readonly string[];
  readonly line: number;
  /** null = there is more than was looked at, or none of it is kept. */
  readonly lines_total: number | null;
  /** Shows it outside of Millrace; null = nothing does. */
  readonly command: string | null;
}
