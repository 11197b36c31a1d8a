/**
 * State of a root spec, the same word on every surface. `planning`: work on its documents;
 * `building`: on the work that was planned; `judging`: whether it may be closed.
 */
export type LineageState =
  | 'queued'
  | 'planning'
  | 'building'
  | 'judging'
  | 'waiting'
  | 'blocked'
  | 'closed'
  | 'withdrawn';

/** Of a work item: only items are done. */
export type WorkState = LineageState | 'done' | 'superseded';

/** What something waits for. */
export type Wait =
  | { readonly on: 'limit'; readonly limit: string }
  | { readonly on: 'pause'; readonly source: string; readonly until: string | null }
  | { readonly on: 'decision'; readonly id: string }
  /** Other work that is missing, blocked or waits in turn. */
  | { readonly on: 'dependency'; readonly keys: readonly string[] }
  | { readonly on: 'document'; readonly path: string };

/** Whom an answer is about. */
export interface About {
  /** Root spec of its lineage; null = it belongs to none. */
  readonly root: string | null;
  /** `<family>/<id>`; null = the lineage as a whole. */
  readonly item: string | null;
  readonly title: string;
  readonly state: WorkState;
  readonly wait: Wait | null;
}

/** How a root spec stands, with all that came of it. */
export interface LineageView extends About {
  readonly root: string;
  /** Work that was planned for it, and how much of that is done. */
  readonly work_done: number;
  readonly work_total: number;
  readonly stages: number;
  /** null = no harness said it. */
  readonly total_tokens: number | null;
  /** Of the stages of which it is known; null = it is of none. */
  readonly cost_usd: number | null;
  /** Stages of which nobody knows what they have cost. */
  readonly unpriced: number;
  readonly wall_minutes: number;
  readonly opened_at: string | null;
  readonly closed_at: string | null;
  /** The root that is over and that it takes up again; absent = none. */
  readonly follows?: string;
}

/**
 * How an attempt looks to whoever only tells of it. `ended`: its result waits to be applied; `dead`:
 * its keeper is gone and left none; `unknown`: it runs where nobody here can look.
 */
export type AttemptLife = 'starting' | 'alive' | 'ended' | 'dead' | 'unknown';

/** A stage that runs, as it can be seen from outside. */
export interface StageProgress {
  readonly elapsed_seconds: number;
  /** When it last printed or wrote something; null = it has not yet. */
  readonly last_sign_at: string | null;
  /** What its agent does now, in the words of its own events; null = they do not say. */
  readonly doing: string | null;
}

/** Something that happened, told once. */
export interface EventView {
  /** Epoch, record and place in it: the same event always has the same. */
  readonly id: string;
  readonly at: string;
  readonly kind:
    | 'stage'
    | 'admitted'
    | 'done'
    | 'blocked'
    | 'closed'
    | 'verdict'
    | 'held'
    | 'paused'
    | 'went_on'
    | 'config'
    | 'usage'
    | 'refused'
    | 'loop'
    | 'unreadable'
    | 'ledger'
    | 'question'
    | 'decision'
    | 'withdrawn'
    | 'retired'
    | 'skill';
  /** In the stage's own words, where it is one. */
  readonly what: string;
  readonly root: string | null;
  readonly item: string | null;
  /** Of the item, or of the root; empty = it is about neither. */
  readonly title: string;
}
