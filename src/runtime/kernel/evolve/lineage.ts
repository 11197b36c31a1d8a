import type { AnyLineageChange, LedgerChange } from '../changes/changes.ts';
import { byteLength } from '../changes/content.ts';
import type { Ledger, LedgerEntry, State } from '../state/state.ts';
import { lineageOf } from './items.ts';

/** Claims of one lineage that are kept at hand, the newest ones. */
export const LEDGER_ENTRIES_MAX = 200;
export const LEDGER_SIZE_BYTES_MAX = 24 * 1024;

export function evolveLineage(state: State, change: AnyLineageChange): void {
  const lineage = lineageOf(state, change.root);
  lineage.ledger = grown(lineage.ledger ?? { total: 0, entries: [] }, change, state.seq);
  state.dirty_roots.add(change.root);
}

function grown({ total, entries }: Ledger, change: LedgerChange, seq: number): Ledger {
  const { node, request, claims } = change;
  const added = claims.map(({ kind, text }, at) => ({
    id: `L${total + at + 1}`,
    kind,
    text,
    node,
    request,
    seq,
  }));
  return { total: total + added.length, entries: newest([...entries, ...added]) };
}

function newest(entries: readonly LedgerEntry[]): LedgerEntry[] {
  let size_bytes = 0;
  let from = entries.length;
  while (from > 0 && entries.length - from < LEDGER_ENTRIES_MAX) {
    size_bytes += byteLength(entries[from - 1]?.text ?? '');
    if (size_bytes > LEDGER_SIZE_BYTES_MAX) break;
    from -= 1;
  }
  return entries.slice(from);
}
