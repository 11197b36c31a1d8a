/**
 * Drift: open work whose document names other work as its origin that belongs elsewhere. The journal says
 * which lineage an item belongs to; what its document names is the evidence that it should be another one.
 */

import { parseDocument, scalarOf, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { Recorded } from '../changes/changes.ts';
import { isOpen, keyOf } from '../evolve/items.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Item, State } from '../state/state.ts';
import { origins } from './origin.ts';

export interface Drift {
  readonly item: Item;
  /**
   * `differs`: what it names belongs to another root; `missing`: it names work of a root and belongs to
   * none; `orphan`: there is no document of its root; `source_gone`: what it came from was given up.
   */
  readonly kind: 'differs' | 'missing' | 'orphan' | 'source_gone';
  /** Work that it names, which tells. */
  readonly named: readonly Item[];
  /** The root to which all of that belongs; null = that cannot be told. */
  readonly belongs: string | null;
}

interface Sources {
  readonly index: PlanIndex;
  document(key: string): Recorded;
}

/** Open work whose documents are read by one look. */
const DOCUMENTS_MAX = 10_000;

export interface LineageLook {
  readonly found: readonly Drift[];
  /** Open work that was not looked at. */
  readonly left: number;
}

/** Of open work that takes part in closure, in the order of its admission. */
export function lineageDrift(
  sources: Sources,
  state: State,
  documents_max = DOCUMENTS_MAX,
): LineageLook {
  const found: Drift[] = [];
  let seen = 0;
  for (const item of state.items.values()) {
    if (!isOpen(item.state)) continue;
    const family = sources.index.plan.families[item.family];
    if (family === undefined || family.closure.role === 'none') continue;
    seen += 1;
    if (seen > documents_max) continue;
    const parsed = parseDocument(sources.document(item.key).text ?? '', family);
    const drift = parsed.ok
      ? driftOf(sources.index, state, { item, family }, parsed.document)
      : null;
    if (drift !== null) found.push(drift);
  }
  return { found, left: Math.max(0, seen - documents_max) };
}

/** Whether there is a document with which the lineage began. */
export function isKnownRoot({ plan }: PlanIndex, { targets, items }: State, root: string): boolean {
  if (targets.has(root)) return true;
  return Object.values(plan.families).some(({ family_id, closure }) => {
    return closure.role === 'root' && items.get(keyOf(family_id, root))?.root === root;
  });
}

interface Looked {
  readonly item: Item;
  readonly family: Family;
}

function driftOf(
  index: PlanIndex,
  state: State,
  { item, family }: Looked,
  document: WorkDocument,
): Drift | null {
  // What says that it is a root of its own is one, whatever else it names.
  const [root_key] = family.closure.root_keys;
  if (root_key !== undefined && scalarOf(document, family, root_key) === item.id) return null;
  const named = origins(index, state, family, document);
  const roots = [...new Set(named.flatMap(({ root }) => root ?? []))];
  const [only = null] = roots;
  const belongs =
    roots.length === 1 && only !== null && isKnownRoot(index, state, only) ? only : null;
  const { root } = item;
  if (root === null) return roots.length === 0 ? null : { item, kind: 'missing', named, belongs };
  if (roots.some((one) => one !== root)) return { item, kind: 'differs', named, belongs };
  if (!isKnownRoot(index, state, root)) return { item, kind: 'orphan', named, belongs: null };
  const gone = named.filter((one) => one.state === 'withdrawn' || one.state === 'superseded');
  return gone.length === 0 ? null : { item, kind: 'source_gone', named: gone, belongs: root };
}
