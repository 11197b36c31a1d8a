import type { Claim, LedgerChange } from '../changes/changes.ts';
import type { Run, State } from '../state/state.ts';

/** A claim as a line of a result, which holds all of them, also of work without a lineage. */
export function noteText({ kind, text }: Claim): string {
  return kind === 'note' ? text : `${kind}: ${text}`;
}

/** What joins the ledger of a run's lineage: what stands there already is not said again. */
export function ledgerOf(state: State, run: Run, claims: readonly Claim[]): LedgerChange[] {
  const { root, request } = run;
  if (root === null || request === null) return [];
  const known = new Set((state.lineages.get(root)?.ledger?.entries ?? []).map(wordsOf));
  const fresh = new Map(claims.map((claim) => [wordsOf(claim), claim]));
  const added = [...fresh].filter(([words]) => !known.has(words)).map(([, claim]) => claim);
  if (added.length === 0) return [];
  return [{ k: 'ledger@1', root, request: request.id, node: run.node, claims: added }];
}

function wordsOf({ kind, text }: Claim): string {
  return `${kind} ${text}`;
}
