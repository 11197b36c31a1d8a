import type { Review } from '../../plan/index.ts';

/** What a stage asks its owner. */
export interface Question {
  readonly question: string;
  readonly options: readonly string[];
  /** What the stage does, or will do, without an answer. */
  readonly default: string | null;
  /** Only a person may answer. */
  readonly needs_person: boolean;
  /** When its default is taken; absent = it waits for ever. */
  readonly expires_at?: string;
}

/** What a question of the runtime itself is about: its options act. Keys are those of work items. */
export type Matter =
  /** A limit was reached; `key` null = by the lineage as a whole. */
  | { readonly of: 'limit'; readonly limit: string; readonly grant: number }
  /** The judge found the lineage wanting once too often. */
  | { readonly of: 'closure' }
  /** Open work elsewhere names work of the lineage as its origin. */
  | { readonly of: 'drift'; readonly keys: readonly string[] }
  /** Planning did what its owner wants to see before it counts. */
  | {
      readonly of: 'review';
      readonly what: Review;
      /** Where the work goes on; null = it is done. */
      readonly node: string | null;
      readonly terminal: string | null;
      /** What was proposed, which goes when it is not accepted. */
      readonly proposals: readonly string[];
    };

/** What a question about the file of a queued document is about. */
export interface QuestionFile {
  /** Below the runtime folder. */
  readonly path: string;
  readonly is: 'edited' | 'gone';
  /** The record that holds the text from before an edit, and which one. */
  readonly before?: { readonly seq: number; readonly sha256: string };
  /** The text that the question is about. */
  readonly after?: string;
}

export interface QuestionChange extends Question {
  readonly k: 'question@1';
  /** Unique in the workspace. */
  readonly id: string;
  readonly root: string;
  /** The work item of the run that asked; null = it judges a closure. */
  readonly key: string | null;
  /** Of whoever asks; empty where the runtime asks and no judge has run yet. */
  readonly run: string;
  readonly node: string;
  /** Its work waits for the answer. */
  readonly holds: boolean;
  /** An amendment that is made when the answer says so. */
  readonly proposal?: {
    readonly items: readonly string[];
    readonly reason: string;
    /** The whole text as it is to be, and the version of the contract that it was written for. */
    readonly document?: string;
    readonly version?: number | null;
  };
  readonly file?: QuestionFile;
  /** Absent = a stage asked, or somebody proposed an amendment. */
  readonly matter?: Matter;
}

/** A question is over: it was answered, or what it was about is gone. */
export interface AnswerChange {
  readonly k: 'answer@1';
  readonly question: string;
  readonly root: string;
  /** The work that waited for it goes on, at the node that asked. */
  readonly resumes: { readonly key: string; readonly run: string; readonly node: string } | null;
  /** Key of an item whose document is written into its folder again. */
  readonly restores?: string;
}

/** The time of a question is over. */
export interface ExpireChange {
  readonly k: 'expire@1';
  readonly root: string;
  readonly question: string;
  /** What is taken; null = there is nothing to take, and the question stays open. */
  readonly default: string | null;
}

/** A lineage, or one item of it, may go beyond a limit of the plan by so much. */
export interface GrantChange {
  readonly k: 'grant@1';
  readonly root: string;
  readonly key: string | null;
  readonly limit: string;
  readonly amount: number;
}

/** What the owner of a lineage wants to see before it counts; null = it was seen. */
export interface ReviewChange {
  readonly k: 'review@1';
  readonly root: string;
  readonly what: Review | null;
}
