import type { Change } from './changes.ts';

/** Why a record was written: what `why` shows. */
export interface Cause {
  /** What was asked: `admit`, `tick`, `result`, `attempt`, `compile`, `rebuild`. */
  readonly input: string;
  /** The rule that decided, e.g. an edge or policy id, `claim-order`, `limit:stages_per_lineage`. */
  readonly rule: string;
  readonly actor?: string;
  readonly channel?: string;
  readonly evidence?: readonly string[];
}

/** One line of the journal, without its chain hash. */
export interface JournalRecord {
  readonly v: 1;
  /** Sequence number, from 1 without gaps. */
  readonly n: number;
  /** Wall time as data; never an order. */
  readonly at: string;
  readonly c: readonly Change[];
  /** One cause for each decision that the record holds, in order. */
  readonly why: readonly Cause[];
}
