/**
 * Proposals: how a document becomes a work item, whoever it comes from. `judge` says what is wrong
 * with a set of them, from what it is told alone, so that a stage can ask beforehand; `admitProposals`
 * takes a set in, all or none; the functions here make the changes.
 */

import { factsOf, renderDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { Hash } from '../../ports/index.ts';
import type { AdmitChange, ReviseChange, Trigger } from '../changes/changes.ts';
import { recorded } from '../changes/content.ts';
import { keyOf } from '../evolve/items.ts';

/** A document as it goes into the record. */
export interface Submission {
  readonly family: Family;
  readonly document: WorkDocument;
  readonly source: AdmitChange['source'];
}

/** One that somebody hands over, or that lies in a folder. */
export interface Arrival extends Submission {
  /** The text as it came, when the document was completed from it. */
  readonly handed_over: string | null;
  readonly state: AdmitChange['state'];
  /** The handoff that it counts towards; absent = none. */
  readonly via?: string | null;
}

/** One that a run brings about. */
export interface Descendant extends Submission {
  /** Root of the lineage that it joins; a family outside of lineages joins none. */
  readonly root: string | null;
  /** The handoff that it counts towards. */
  readonly via: string | null;
  readonly trigger?: Trigger;
}

/** The change that takes in what comes from outside. The caller has made sure that its id is free. */
export function admission(hash: Hash, arrival: Arrival): AdmitChange {
  const { family, document } = arrival;
  const own = family.closure.role === 'root' ? document.id : null;
  const root = factsOf(document, family).root ?? own;
  return admitChange(hash, { ...arrival, root, via: arrival.via ?? null });
}

/** The change that makes a work item of what a run brings about: it waits in its queue. */
export function descendant(hash: Hash, one: Descendant): AdmitChange {
  return admitChange(hash, { ...one, handed_over: null, state: 'queue' });
}

function admitChange(hash: Hash, one: Arrival & Descendant): AdmitChange {
  const { family, document, handed_over } = one;
  const about = factsOf(document, family);
  return {
    k: 'admit@1',
    family: family.family_id,
    id: document.id,
    at: about.at,
    title: document.title,
    deps: about.depends_on,
    root: family.closure.role === 'none' ? null : one.root,
    idea: about.idea,
    start_node: about.start_node,
    via: one.via,
    document: recorded(hash, renderDocument(document, family)),
    handed_over: handed_over === null ? null : recorded(hash, handed_over),
    source: one.source,
    state: one.state,
    ...(one.trigger === undefined ? {} : { trigger: one.trigger }),
  };
}

/**
 * The change that makes a document the new revision of the item that has its id. The item's lineage
 * stays as it was, and so does its place in the queue when `at` says where that is.
 */
export function revision(hash: Hash, one: Submission, at?: number): ReviseChange {
  const { family, document, source } = one;
  const about = factsOf(document, family);
  return {
    k: 'revise@1',
    key: keyOf(family.family_id, document.id),
    at: at ?? about.at,
    title: document.title,
    deps: about.depends_on,
    document: recorded(hash, renderDocument(document, family)),
    source,
  };
}
