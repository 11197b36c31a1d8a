/** What a stage says besides its result, for later stages and for the owner: nothing that is established. */
export interface Claim {
  readonly kind: 'assumption' | 'deviation' | 'remark' | 'note';
  readonly text: string;
}

/** What a stage claimed joins the ledger of its lineage. */
export interface LedgerChange {
  readonly k: 'ledger@1';
  readonly root: string;
  readonly request: string;
  readonly node: string;
  readonly claims: readonly Claim[];
}

/** What belongs to a lineage besides its items and its contract. */
export type AnyLineageChange = LedgerChange;
