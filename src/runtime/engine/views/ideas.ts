import type { EntriesInput, EntriesView, EntryRow } from '../../api/index.ts';
import { isSimulated, type KnownIdea } from '../../kernel/index.ts';
import type { Known } from './about.ts';
import { noSuchRow } from './listing.ts';

const INBOX = 'the ideas inbox';

/** What became of each file of the ideas inbox, the last that was seen first. */
export function ideasOf({ state, index }: Known, input: EntriesInput): EntriesView {
  const all = [...state.ideas].reverse();
  const at = input.after === null ? -1 : all.findIndex(([path]) => path === input.after);
  if (input.after !== null && at < 0) throw noSuchRow();
  const rows: EntryRow[] = [];
  for (const [path, idea] of all.slice(at + 1)) {
    const item = state.items.get(idea.key ?? '');
    const isMeant = input.state === null || input.state === idea.became;
    const isOf = input.root === null || input.root === item?.root;
    if (!isMeant || !isOf) continue;
    rows.push(rowOf(path, idea, item?.root ?? null, item?.title ?? path));
    if (rows.length > input.limit) break;
  }
  const shown = rows.slice(0, input.limit);
  const after = rows.length > shown.length ? (shown.at(-1)?.key ?? null) : null;
  const view = { seq: state.seq, simulated: isSimulated(state, index), older_claims: 0 };
  return { ...view, rows: shown, after };
}

function rowOf(path: string, idea: KnownIdea, root: string | null, title: string): EntryRow {
  const { became, key, why, at } = idea;
  const text = why ?? title;
  return { key: path, root, item: key, kind: became, standing: null, text, actor: INBOX, at };
}
