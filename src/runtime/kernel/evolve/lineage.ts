import { exhausted } from '../../errors/exhausted.ts';
import type {
  AmendChange,
  AnyLineageChange,
  DecisionChange,
  LedgerChange,
  WaiveChange,
  WithdrawChange,
} from '../changes/changes.ts';
import { byteLength } from '../changes/content.ts';
import type { ClosureTarget, Ledger, LedgerEntry, State, Touched } from '../state/state.ts';
import { itemOf, lineageOf, prioritize } from './items.ts';
import { answer, ask, closeQuestionsOf, expire, grant, review } from './questions.ts';

/** Claims of one lineage that are kept at hand, the newest ones. */
const LEDGER_ENTRIES_MAX = 200;
const LEDGER_SIZE_BYTES_MAX = 24 * 1024;

/** What stages claim, owners decide, and both ask each other. */
export function evolveLineage(
  state: State,
  change: AnyLineageChange,
  at: string,
  touched: Touched,
): void {
  state.dirty_roots.add(change.root);
  switch (change.k) {
    case 'ledger@1': {
      const lineage = lineageOf(state, change.root);
      lineage.ledger = grown(lineage.ledger ?? { total: 0, entries: [] }, change, state.seq);
      return;
    }
    case 'decision@1':
      return decide(state, wordsOf(change), at);
    case 'withdraw@1':
      return withdraw(state, change, touched);
    case 'question@1':
      return ask(state, change, at);
    case 'answer@1':
      return answer(state, change);
    case 'expire@1':
      return expire(state, change);
    case 'grant@1':
      return grant(state, change);
    case 'review@1':
      return review(state, change);
    case 'amend@1':
      return amend(state, change, touched);
    case 'waive@1':
      return waive(state, change);
    case 'prioritize@1':
      return prioritize(state, itemOf(state, change.key), change.at, touched);
    case 'rejudge@1':
      lineageOf(state, change.root).version += 1;
      return;
    default:
      return exhausted(change);
  }
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

function wordsOf({ k: _, ...words }: DecisionChange): Omit<DecisionChange, 'k'> {
  return words;
}

export function decide(
  state: State,
  { root, ...words }: Omit<DecisionChange, 'k'>,
  at: string,
): void {
  const lineage = lineageOf(state, root);
  const known = lineage.decisions ?? [];
  lineage.decisions = [...known, { id: `D${known.length + 1}`, at, ...words }];
}

/** The items themselves are moved by changes of their own. */
function withdraw(state: State, { root, key, at }: WithdrawChange, touched: Touched): void {
  closeQuestionsOf(state, root, key);
  const target = key === null ? state.targets.get(root) : undefined;
  if (target === undefined) return;
  endTarget(state, target, at);
  target.withdrawn = true;
  touched.targets.add(root);
}

/** Closed or withdrawn: its record keeps the contract, and no limit holds what is over. */
export function endTarget(state: State, target: ClosureTarget, at: string): void {
  const { root, contract } = target;
  target.closed_at = at;
  if (contract !== undefined) target.contract = { ...contract, items: [] };
  state.open_targets.delete(root);
  if (!state.held_roots.delete(root)) return;
  lineageOf(state, root).held = null;
  state.dirty_roots.add(root);
}

/** Work that was let go stays so as long as its item is there. */
function amend(state: State, change: AmendChange, touched: Touched): void {
  const { root, version, items, highest } = change;
  const target = state.targets.get(root);
  if (target?.contract === undefined) return;
  const { late, waived = [] } = target.contract;
  const left = waived.filter((id) => items.some((one) => one.id === id));
  target.contract = {
    version,
    items,
    late,
    highest,
    ...(left.length === 0 ? {} : { waived: left }),
  };
  target.amended_seq = state.seq;
  lineageOf(state, root).version += 1;
  touched.targets.add(root);
}

function waive(state: State, { root, version, id }: WaiveChange): void {
  const target = state.targets.get(root);
  if (target?.contract === undefined) return;
  const waived = [...(target.contract.waived ?? []), id];
  target.contract = { ...target.contract, version, waived };
  lineageOf(state, root).version += 1;
}
