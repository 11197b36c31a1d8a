import type { About } from './lineage.ts';

/**
 * What does not go on by itself, or not now. Closed: a new kind does not compile before it has its
 * words and its next step in `operations/support/next.ts`.
 */
export type Blocker =
  /** The next piece of work would be refused, or the loop was. `fix`: the error's own advice. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly what: string;
      readonly fix: string;
      /** The sources compile: what they say now can be adopted. */
      readonly adoptable: boolean;
    }
  | {
      readonly kind: 'paused';
      readonly source: string;
      readonly reason: string;
      readonly until: string | null;
      /** Who ends it: whoever calls resume, a person who mends something first, or nobody. */
      readonly ends: 'resume' | 'mend' | 'alone';
    }
  | { readonly kind: 'limit'; readonly about: About; readonly limit: string }
  | { readonly kind: 'blocked'; readonly about: About }
  /** Nothing of it is left to do, and its judge said no. */
  | { readonly kind: 'verdict'; readonly about: About; readonly run: string | null }
  | {
      readonly kind: 'dependency';
      readonly about: About;
      readonly why: 'missing' | 'blocked' | 'withdrawn' | 'cycle';
      readonly on: string;
    }
  /** Nothing that the workspace names is started before its user agrees. `fix`: how that is done. */
  | { readonly kind: 'trust'; readonly fix: string }
  /** A stage asked its owner, and its work waits for the answer. */
  | {
      readonly kind: 'question';
      readonly about: About;
      readonly id: string;
      readonly node: string;
      readonly question: string;
      readonly options: readonly string[];
      readonly default: string | null;
      readonly needs_person: boolean;
    }
  | {
      readonly kind: 'unreadable';
      readonly root: string | null;
      readonly path: string;
      readonly problem: string;
    };

export type Refused = Extract<Blocker, { kind: 'refused' }>;

/**
 * How the workspace stands, in one word with what belongs to it; the first that holds. `ready`: the
 * next piece of work would start or apply something.
 */
export type Outlook =
  | Blocker
  | {
      readonly kind: 'working';
      readonly about: About;
      readonly node: string;
      readonly attempt: string;
    }
  | { readonly kind: 'ready' }
  /** Nothing is left to do; `closed`: the spec that was closed last, where there is one. */
  | { readonly kind: 'idle'; readonly closed: About | null };

/** The outlook in a word of every answer. */
export type Condition =
  | 'refused'
  | 'working'
  | 'paused'
  | 'ready'
  | 'held'
  | 'blocked'
  | 'waiting'
  | 'idle';
