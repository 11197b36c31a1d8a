import { scalarOf } from '../../documents/index.ts';
import {
  BLOCKED_CAUSES,
  blockedCause,
  type EarlierDocument,
  type EarlierFiles,
} from '../../earlier/index.ts';
import {
  type AdmitChange,
  admission,
  type Change,
  type ItemState,
  keyOf,
  moveChange,
} from '../../kernel/index.ts';
import type { Hash } from '../../ports/index.ts';
import type { Handoffs } from './handoffs.ts';

/** One document on its way to the state in which it lies afterwards. */
export interface Arriving {
  readonly key: string;
  readonly from: EarlierDocument;
  readonly admitted: AdmitChange;
  /** Where it goes from there, once its runs are in; empty = it is there. */
  readonly moves: readonly Change[];
}

interface About {
  readonly hash: Hash;
  readonly files: EarlierFiles;
  /** Keys of items that have runs. */
  readonly ran: ReadonlyMap<string, string | null>;
  /** Keys of items whose run goes on. */
  readonly adopted: ReadonlySet<string>;
  /** Ids of root documents and of closure targets. */
  readonly roots: ReadonlySet<string>;
  readonly handoffs: Handoffs;
}

const IMPORTED = 'import';

/** Runs are those of active items, so what has some is admitted as active and moves on afterwards. */
export function arriving(about: About, from: EarlierDocument): Arriving {
  const { hash, ran, adopted, handoffs } = about;
  const key = keyOf(from.family.family_id, from.document.id);
  const { state, reason } = adopted.has(key)
    ? ({ state: 'active', reason: IMPORTED } as const)
    : endOf(about, key, from);
  const begins =
    adopted.has(key) || ran.has(key) ? 'active' : state === 'blocked' ? 'queue' : state;
  const admitted = admission(hash, {
    family: from.family,
    document: from.document,
    handed_over: from.handed_over ?? null,
    source: { kind: 'folder', ref: from.handed_over === undefined ? null : from.path },
    state: begins,
    via: handoffs.viaOf(from),
  });
  return { key, from, admitted, moves: movesOf(key, begins, state, reason) };
}

function movesOf(key: string, begins: ItemState, state: ItemState, reason: string): Change[] {
  if (begins === state) return [];
  const last = moveChange(key, state, reason);
  // What was superseded had been parked first.
  if (state === 'superseded') return [moveChange(key, 'blocked', reason), last];
  return [last];
}

function endOf(
  about: About,
  key: string,
  from: EarlierDocument,
): { readonly state: ItemState; readonly reason: string } {
  const { files, roots } = about;
  const { lies, path } = from;
  if (lies === 'blocked') return { state: 'blocked', reason: blockedReason(about, key, from) };
  if (lies !== 'active' && lies !== 'queue') return { state: lies, reason: IMPORTED };
  const root = namedRoot(from);
  if (root !== null && !roots.has(root)) {
    files.change(
      path,
      `is blocked: no document and no closure target of its root ${root} is there`,
    );
    return { state: 'blocked', reason: 'missing_root_lineage' };
  }
  if (lies === 'active') {
    files.change(
      path,
      'goes back to its queue: nothing that its run left can be taken as its result',
    );
  }
  return { state: 'queue', reason: 'import:run_not_taken' };
}

function namedRoot({ document, family }: EarlierDocument): string | null {
  const { role, root_keys } = family.closure;
  if (role === 'none') return null;
  for (const field of root_keys) {
    const root = scalarOf(document, family, field);
    if (root !== null) return root;
  }
  return null;
}

/** What was written beside it, else how its last stage ended. */
function blockedReason({ files, ran }: About, key: string, from: EarlierDocument): string {
  const name = `${BLOCKED_CAUSES}/${from.family.family_id}-${from.document.id}.json`;
  const cause = files.json(name, blockedCause);
  return cause?.failure_class ?? cause?.terminal_result ?? ran.get(key) ?? 'blocked_before_import';
}
