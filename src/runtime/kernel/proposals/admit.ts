import { factsOf, renderDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { Hash } from '../../ports/index.ts';
import type { AdmitChange, ItemState, Recorded, ReviseChange } from '../changes/changes.ts';
import { keyOf } from '../evolve/items.ts';
import { byteLength } from '../results/outcome.ts';

export interface Arrival {
  readonly family: Family;
  readonly document: WorkDocument;
  /** The text as it came, when the document was completed from it. */
  readonly handed_over: string | null;
  readonly source: AdmitChange['source'];
  readonly state: ItemState;
}

/** The change that takes a document in. The caller has made sure that its id is free. */
export function admission(hash: Hash, arrival: Arrival): AdmitChange {
  const { family, document } = arrival;
  const about = factsOf(document, family);
  const own = family.closure.role === 'root' ? document.id : null;
  return {
    k: 'admit@1',
    family: family.family_id,
    id: document.id,
    at: about.at,
    title: document.title,
    deps: about.depends_on,
    root: family.closure.role === 'none' ? null : (about.root ?? own),
    idea: about.idea,
    start_node: about.start_node,
    via: null,
    document: recorded(hash, renderDocument(document, family)),
    handed_over: arrival.handed_over === null ? null : recorded(hash, arrival.handed_over),
    source: arrival.source,
    state: arrival.state,
  };
}

/** The change that makes an edited document the item's new revision. Its lineage stays as it was. */
export function revisionOf(hash: Hash, arrival: Arrival): ReviseChange {
  const { family, document } = arrival;
  const about = factsOf(document, family);
  return {
    k: 'revise@1',
    key: keyOf(family.family_id, document.id),
    at: about.at,
    title: document.title,
    deps: about.depends_on,
    document: recorded(hash, renderDocument(document, family)),
    source: arrival.source,
  };
}

export function recorded(hash: Hash, text: string): Recorded {
  return { sha256: hash.sha256(text), size_bytes: byteLength(text), text };
}
