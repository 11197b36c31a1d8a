/** An operator steps in. `work`: an item; nobody works on it. */
export type InterveneCommand =
  | {
      readonly name: 'supersede';
      readonly work: string;
      /** What takes its place. */
      readonly replacement: string;
      /** What becomes of the work that waits for it. */
      readonly cascade: 'retarget' | 'withdraw';
      readonly reason: string;
    }
  | {
      readonly name: 'retarget';
      readonly work: string;
      readonly from: string;
      /** null = nothing in its place. */
      readonly to: string | null;
      readonly reason: string;
    }
  | { readonly name: 'resolve'; readonly work: string; readonly reason: string }
  /** Or the path of a document that cannot be read. */
  | { readonly name: 'archive'; readonly work: string; readonly reason: string }
  /** A root that is over. */
  | { readonly name: 'reopen'; readonly work: string; readonly reason: string }
  | { readonly name: 'repair_lineage'; readonly root: string; readonly reason: string };

/** What an owner decides afterwards about work that was handed over. */
export type ReviseCommand =
  | InterveneCommand
  /** For every later stage of the lineage. */
  | { readonly name: 'note'; readonly work: string; readonly text: string }
  /** `work`: a root ends its whole lineage. */
  | { readonly name: 'withdraw'; readonly work: string; readonly reason: string }
  | { readonly name: 'prioritize'; readonly work: string; readonly reason: string }
  | {
      readonly name: 'amend';
      readonly work: string;
      /** `A2: new text`, `A: one more`, `A2:` to remove it. */
      readonly items: readonly string[];
      /** The whole text as it is to be, as `amendment` reads it; with it there are no items. */
      readonly document?: string | undefined;
      readonly reason: string;
      /** The version that it was written for; null = whichever it is now. */
      readonly version: number | null;
      readonly is_person: boolean;
    }
  | {
      readonly name: 'waive';
      readonly work: string;
      readonly item: string;
      readonly reason: string;
      readonly is_person: boolean;
    }
  | {
      readonly name: 'answer';
      readonly question: string;
      readonly text: string;
      /** The id was typed at a controlling terminal. */
      readonly is_person: boolean;
    };

/** What it would come to; nothing is recorded. */
export interface RevisePreview {
  readonly detail: string;
  /** What changes, a line each. */
  readonly lines: readonly string[];
  /** A person who types this id may do more than be asked. */
  readonly person_id?: string | undefined;
}

/** A question that nobody has answered yet. */
export interface QuestionView {
  readonly id: string;
  readonly root: string;
  /** The work item that it is about; null = the lineage as a whole. */
  readonly work: string | null;
  /** null = the runtime asks. */
  readonly node: string | null;
  readonly question: string;
  readonly options: readonly string[];
  readonly default: string | null;
  readonly needs_person: boolean;
  /** Its work waits for the answer. */
  readonly holds: boolean;
  /** When its default is taken; null = it waits for ever. */
  readonly expires_at: string | null;
  readonly at: string;
}

/** A root document as it reads now, for whoever wants to write it anew. */
export interface RootText {
  readonly root: string;
  readonly text: string;
  /** Of its contract; null = it is not planned yet. */
  readonly version: number | null;
}

/** A new text for work that was handed over, read as a hand-over is. */
export interface AmendmentInput {
  readonly work: string;
  readonly text: string;
}
