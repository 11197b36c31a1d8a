import type { EntriesInput, EntriesView, EntryPage, EntryRow, Spoken } from '../../api/index.ts';
import {
  type DecisionEntry,
  isSimulated,
  type LedgerEntry,
  type Lineage,
  type State,
} from '../../kernel/index.ts';
import { aboutItem, aboutRoot, type Known } from './about.ts';
import { noSuchRow } from './listing.ts';
import { askedView } from './said.ts';

/** How many are looked at for one page; a filter that few pass goes on with the next page. */
const SCANNED_MAX = 5000;

interface Place {
  readonly root: string;
  readonly number: number;
}

interface Found extends Place {
  readonly lineage: Lineage;
  readonly entry: DecisionEntry | LedgerEntry;
}

type SpokenInput = EntriesInput & { readonly of: Spoken };

/** What was decided about lineages, or claimed: a page of it. */
export function entriesOf({ state, index }: Known, input: SpokenInput): EntriesView {
  const lineages = lineagesOf(state, input.root);
  const from = input.after === null ? null : placeOf(lineages, input.after);
  const view = {
    seq: state.seq,
    simulated: isSimulated(state, index),
    older_claims: input.of === 'ledger' ? olderClaims(lineages) : 0,
  };
  const rows: EntryRow[] = [];
  let scanned = 0;
  let last = '';
  for (const found of behind(lineages, input, from)) {
    if (rows.length === input.limit || scanned === SCANNED_MAX) {
      return { ...view, rows, after: last };
    }
    const row = rowOf(state, found);
    if (isMeant(row, input.state)) rows.push(row);
    scanned += 1;
    last = row.key;
  }
  return { ...view, rows, after: null };
}

/** One decision, question or claim; null = the key names none. */
export function entryNamed(known: Known, key: string): EntryPage | null {
  const { state } = known;
  const found = foundAt(state, key);
  if (found === null) return null;
  const { root, lineage, entry } = found;
  const row = rowOf(state, found);
  const answers = (lineage.decisions ?? []).filter((one) => one.kind === 'answer');
  const isAsked = 'actor' in entry && entry.kind === 'question';
  return {
    row,
    is_person: 'actor' in entry ? entry.is_person : false,
    asked: isAsked ? askedView(state, root, entry, answers) : null,
    about: row.item === null ? aboutRoot(known, root) : aboutItem(known, row.item),
  };
}

/** `<root>/<id>` as `list` has it, or the id of a question. */
function foundAt({ items, lineages }: State, key: string): Found | null {
  if (items.has(key)) return null;
  const [, named, id = key] = /^(.+)\/([DL]\d+)$/.exec(key) ?? [];
  if (named === undefined && !/^Q\d+$/.test(key)) return null;
  for (const lineage of named === undefined ? lineages.values() : [lineages.get(named)]) {
    const entries = [...(lineage?.decisions ?? []), ...(lineage?.ledger?.entries ?? [])];
    const entry = entries.find((one) => one.id === id || isQuestion(one, key));
    if (lineage === undefined || entry === undefined) continue;
    return { root: lineage.root, number: Number(entry.id.slice(1)), lineage, entry };
  }
  return null;
}

function isQuestion({ kind, text }: DecisionEntry | LedgerEntry, id: string): boolean {
  return kind === 'question' && text.startsWith(`${id}: `);
}

function lineagesOf({ lineages }: State, root: string | null): readonly Lineage[] {
  if (root === null) return [...lineages.values()].reverse();
  const one = lineages.get(root);
  return one === undefined ? [] : [one];
}

/** Where a page ended. What is older in a ledger may be gone since; the next lineage is not. */
function placeOf(lineages: readonly Lineage[], key: string): Place {
  const [, root, number] = /^(.+)\/[DL](\d+)$/.exec(key) ?? [];
  if (root === undefined || !lineages.some((one) => one.root === root)) throw noSuchRow();
  return { root, number: Number(number) };
}

function* behind(
  lineages: readonly Lineage[],
  { of }: SpokenInput,
  from: Place | null,
): Generator<Found> {
  const first = from === null ? 0 : lineages.findIndex(({ root }) => root === from.root);
  for (const lineage of lineages.slice(first)) {
    const { root, decisions = [], ledger } = lineage;
    const entries = of === 'decisions' ? decisions : (ledger?.entries ?? []);
    for (let at = entries.length - 1; at >= 0; at -= 1) {
      const entry = entries[at];
      const number = Number(entry?.id.slice(1));
      if (entry === undefined || (root === from?.root && number >= from.number)) continue;
      yield { root, number, lineage, entry };
    }
  }
}

function rowOf(state: State, { root, lineage, entry }: Found): EntryRow {
  const { id, kind, text } = entry;
  const row = { key: `${root}/${id}`, root, kind, text };
  if ('node' in entry) return { ...row, item: null, standing: null, actor: entry.node, at: null };
  const { key, actor, at } = entry;
  const common = { ...row, item: key, actor, at };
  if (kind !== 'question') return { ...common, standing: null };
  const answers = (lineage.decisions ?? []).filter((one) => one.kind === 'answer');
  return { ...common, standing: askedView(state, root, entry, answers).state };
}

function isMeant({ kind, standing }: EntryRow, wanted: string | null): boolean {
  return wanted === null || wanted === kind || wanted === standing;
}

function olderClaims(lineages: readonly Lineage[]): number {
  return lineages
    .flatMap(({ ledger }) => ledger ?? [])
    .reduce((sum, { total, entries }) => sum + total - entries.length, 0);
}
