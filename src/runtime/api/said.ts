import type { About } from './lineage.ts';

/** Some of it, oldest first, and how many there are in all. */
export interface Part<T> {
  readonly total: number;
  readonly rows: readonly T[];
}

/** What the owner, or somebody for the owner, decided about a lineage. */
export interface DecisionView {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly actor: string;
  readonly is_person: boolean;
  /** The work item that it is about; null = the lineage. */
  readonly item: string | null;
  readonly at: string;
}

/** A question and what came of it. `over`: what it was about ended before anybody answered. */
export interface AskedView {
  readonly id: string;
  readonly text: string;
  readonly actor: string;
  readonly state: 'open' | 'answered' | 'over';
  readonly answer: string | null;
  readonly answered_by: string | null;
}

/** What a stage claims; nothing that is established. */
export interface ClaimView {
  readonly id: string;
  readonly kind: 'assumption' | 'deviation' | 'remark' | 'note';
  readonly text: string;
  readonly node: string;
}

/** What was said about a lineage besides the results of its stages. */
export interface SaidView {
  /** Besides questions and answers. */
  readonly decisions: Part<DecisionView>;
  readonly questions: Part<AskedView>;
  /** Older ones are only in the results of their stages. */
  readonly claims: Part<ClaimView>;
}

/** `decisions`: also questions and answers; `ledger`: what stages claimed. */
export type Spoken = 'decisions' | 'ledger';

export interface EntriesInput {
  readonly of: Spoken | 'ideas';
  /** Only of this kind; of questions also `open`, `answered` or `over`. */
  readonly state: string | null;
  readonly root: string | null;
  /** Key of the last row of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

export interface EntryRow {
  /** `<root>/<id>`; of an idea its path. */
  readonly key: string;
  /** null = an idea that is of no lineage. */
  readonly root: string | null;
  /** The work item that it is about; null = the lineage. */
  readonly item: string | null;
  readonly kind: string;
  /** Of a question. */
  readonly standing: AskedView['state'] | null;
  readonly text: string;
  readonly actor: string;
  /** null = that is not kept of claims. */
  readonly at: string | null;
}

export interface EntriesView {
  readonly seq: number;
  readonly simulated: boolean;
  /** The newest lineage first, and of each the newest entry. */
  readonly rows: readonly EntryRow[];
  /** Key to go on behind; null = this is the end. */
  readonly after: string | null;
  /** Claims that only the results of their stages hold. */
  readonly older_claims: number;
}

/** One of them on a page of its own. */
export interface EntryPage {
  readonly row: EntryRow;
  /** A person spoke, and that was shown. */
  readonly is_person: boolean;
  /** Of a question, with what came of it. */
  readonly asked: AskedView | null;
  readonly about: About;
}
