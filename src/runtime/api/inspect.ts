import type { RunTrace } from '../render/trace-schema.ts';
import type { Blocker } from './condition.ts';
import type { DiffStat } from './diff.ts';
import type { About, LineageView } from './lineage.ts';
import type { EntryPage, Part, SaidView } from './said.ts';

/** `roots`: root documents; `items`: all other work. */
export type Listed = 'roots' | 'items' | 'runs';

export interface ListInput {
  readonly of: Listed;
  /** Only those in this state. */
  readonly state: string | null;
  /** Only those of this lineage. */
  readonly root: string | null;
  /** Of runs: only those on this work, `<family>/<id>`. */
  readonly item?: string | null | undefined;
  /** Key of the last row of the page before. */
  readonly after: string | null;
  readonly limit: number;
  /** Also what each run used, which is read from its records. */
  readonly with_use?: boolean;
}

/** What a run came to and used. */
export interface RunUse {
  /** Of its last stage. */
  readonly failure_class: string | null;
  /** Of the stages whose harness said it; null = none did. */
  readonly total_tokens: number | null;
  /** Of those that somebody has a price for; null = of none. */
  readonly cost_usd: number | null;
  /** Stages of which nobody knows what they cost. */
  readonly unpriced: number;
}

export interface ListRow {
  /** `<family>/<id>`, or the id of a run. */
  readonly key: string;
  readonly about: About;
  /** Of a run: how it ended. */
  readonly status: string | null;
  readonly stages: number;
  /** Keys of the work that has to be done before it. */
  readonly deps: readonly string[];
  readonly at: string;
  /** Of a run, where it was asked for; null = its records are not kept any more. */
  readonly use?: RunUse | null;
}

export interface ListView {
  readonly seq: number;
  readonly simulated: boolean;
  /** Newest first. */
  readonly rows: readonly ListRow[];
  /** Key to go on behind; null = this is the end. */
  readonly after: string | null;
  /** Family -> state -> how many. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** One promise of a contract, and what its judge last said of it. */
export interface PromiseView {
  readonly id: string;
  readonly text: string;
  /** The version of the contract that brought this text. */
  readonly since: number;
  /** Its owner has let it go. */
  readonly waived: boolean;
  /** null = it was not judged yet, or the verdict is not kept. */
  readonly met: boolean | null;
  readonly evidence: string | null;
}

/** One thing on one page. */
export type ShowView = { readonly seq: number; readonly simulated: boolean } & (
  | {
      readonly kind: 'root';
      readonly lineage: LineageView;
      readonly version: number | null;
      readonly promises: readonly PromiseView[];
      readonly done: Part<ListRow>;
      /** Also what was withdrawn or superseded. */
      readonly not_done: Part<ListRow>;
      readonly said: SaidView;
      /** What its stages changed in the folder of the work; null = not known. */
      readonly changed: DiffStat | null;
      readonly blockers: readonly Blocker[];
      readonly verdict: string | null;
      /** The run that judged it last. */
      readonly judged_in: string | null;
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'item';
      readonly about: About;
      /** Of its document, below the workspace. */
      readonly path: string | null;
      readonly deps: readonly string[];
      /** Because of which it exists, or null. */
      readonly via: string | null;
      readonly document: string;
      /** The newest ones. */
      readonly runs: Part<ListRow>;
      readonly last: StageView | null;
      readonly blockers: readonly Blocker[];
    }
  | {
      readonly kind: 'run';
      readonly about: About;
      readonly trace: RunTrace;
      readonly stages: readonly StageView[];
    }
  | ({ readonly kind: 'entry' } & EntryPage)
);

export interface DocumentView {
  readonly seq: number;
  /** `<family>/<id>`. */
  readonly item: string;
  /** Empty where it is not kept any more. */
  readonly text: string;
}

export interface StageView {
  readonly node: string;
  readonly outcome: string;
  readonly failure_class: string | null;
  readonly summary: string;
  readonly request: string;
  /** What it handed back as artifacts, each with its path below the workspace. */
  readonly artifacts: Readonly<Record<string, string>>;
}

export interface LogsInput {
  /**
   * A run, one stage of it as `<run>/<stage>`, an item, a root; null = the stage that runs, else the
   * newest run.
   */
  readonly key: string | null;
  /** So many of its last lines. */
  readonly lines: number;
  /** Goes on with what was shown before, by whole lines as long as the stage runs; null = one look. */
  readonly follow: Followed | null;
}

/** How far the output of one attempt was read. */
export interface Followed {
  readonly attempt: string;
  readonly node: string;
  readonly from_bytes: number;
}

export interface LogsView {
  readonly simulated: boolean;
  readonly about: About;
  readonly node: string;
  readonly run_id: string;
  readonly attempt: string;
  readonly is_running: boolean;
  /** As a person would read them. */
  readonly lines: readonly string[];
  /** Where what was read of its output ends. */
  readonly next_bytes: number;
  /** Whole bytes of its output. */
  readonly size_bytes: number;
  /** Where the whole output lies, below the workspace. */
  readonly path: string;
}
