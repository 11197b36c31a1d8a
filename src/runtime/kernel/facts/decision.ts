/**
 * Facts: what a decision is made from besides the state, and what it is. Nothing here acts: the
 * context is handed in by whoever asks, and a decision is data until somebody records it.
 */

import type { Hash } from '../../ports/index.ts';
import type { Change, Recorded, Skipped } from '../changes/changes.ts';
import type { Cause } from '../changes/record.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Governance } from './governance.ts';

/** What the kernel is given besides state: the frozen plan, the wall time as data, and reads by name. */
export interface DecisionContext {
  readonly index: PlanIndex;
  readonly hash: Hash;
  /** ISO time that goes into the record. */
  readonly now: string;
  /** Where stages edit. */
  readonly work_dir: string;
  /** What may be used; null = whatever is needed. */
  readonly governance: Governance | null;
  /** The current bytes of a work item. */
  document(key: string): Recorded;
  /** The text of a work item that a record holds; null = it is not kept any more. */
  documentAt(revision: { readonly seq: number; readonly sha256: string }): string | null;
  /** The text that a person or agent handed over for it; the document itself when there is no other. */
  handedOver(key: string): Recorded;
  /** The text of a root that its lineage is judged by; null = it is not kept any more. */
  frozenText(root: string): string | null;
  /** Where stages and people find the result of a request. */
  stageResultPath(run: string, request: string): string;
}

export interface Decision {
  readonly changes: readonly Change[];
  readonly cause: Cause;
}

/** Where a run stands after a routing question. */
export interface Route {
  readonly node: string | null;
  readonly terminal: string | null;
  /** Policies whose budget is spent by entering `node`. */
  readonly spends: readonly string[];
  readonly reason: string;
  /** The node that is passed over, because the result declares that nothing is left to do there. */
  readonly skipped?: Skipped;
}
