import type { Change } from '../changes/changes.ts';

/** What an answer does besides being recorded. */
export interface Act {
  readonly ok: true;
  readonly changes: readonly Change[];
  /** Where the work that waited goes on; null = nowhere. */
  readonly node: string | null;
  readonly detail: string;
  readonly lines: readonly string[];
}
