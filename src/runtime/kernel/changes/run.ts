import type { ResultClass } from '../../plan/index.ts';
import type { TreeNote } from '../../ports/index.ts';
import type { Recorded, TokenUsage } from './content.ts';

/**
 * What a run is about, in a record: the work item `key` with the root of its lineage, or without a
 * key the closure target `root`.
 */
export type RecordedSubject =
  | { readonly key: string; readonly root: string | null }
  | { readonly key: null; readonly root: string };

export type RunChange = RecordedSubject & {
  readonly k: 'run@1';
  readonly run: string;
  readonly plane: string;
  readonly node: string;
  readonly plan_id: string;
  readonly at: string;
  /** The run that it goes on from: its stage asked something, and was answered. */
  readonly resumes?: string;
};

export interface RequestChange {
  readonly k: 'request@1';
  readonly request: string;
  readonly run: string;
  readonly node: string;
  /** Digest of what the stage gets to see: item revision, failure context, earlier reports. */
  readonly input_digest: string;
  /** Status token of the plane while it runs. */
  readonly status: string;
  /** Digest of the work tree, taken only from the second visit of node, item and input on. */
  readonly tree: string | null;
  /** Version of the lineage's contract that it carries; absent = the first, or none. */
  readonly contract?: number;
}

export interface AttemptChange {
  readonly k: 'attempt@1';
  /** `<request>-<ordinal>`. */
  readonly attempt: string;
  readonly request: string;
  readonly ordinal: number;
  readonly work_dir: string;
  /** Harness session to resume, or null for a fresh one. */
  readonly session: string | null;
  /** Why this is not the first attempt: what to tell the stage. */
  readonly retry: Retry | null;
  /** Whether a script plays it, not a model. Absent in records of before this was told. */
  readonly simulated?: boolean;
  readonly at: string;
  /** What the work folder held before it. Absent in records of before this was noted. */
  readonly tree?: TreeNote;
}

/** What the next attempt of a request is told about the one before it. */
export interface Retry {
  readonly kind: 'contract' | 'lost' | 'void' | 'operator';
  /** For the stage: never what only a person can mend. */
  readonly errors: readonly string[];
}

/** An attempt ended without a result that counts. */
export interface AttemptEndChange {
  readonly k: 'attempt-end@1';
  readonly attempt: string;
  readonly outcome: 'void' | 'lost' | 'refused' | 'fenced' | 'ended';
  readonly errors: readonly string[];
  /** Of a refused attempt: what kinds of errors these are, each once. */
  readonly kinds?: readonly string[];
  /**
   * What the next attempt is told; null = what it would have been told without this one. Without the
   * field it is told `errors`.
   */
  readonly retry?: Retry | null;
  /** Harness session that a next attempt may resume. */
  readonly session: string | null;
  /** Usage of a refused or lost attempt still counts, once. */
  readonly usage: TokenUsage | null;
  readonly duration_ms: number;
  /** When it ended, or was found to be gone. Absent where nobody knows, and in records of before. */
  readonly completed_at?: string;
  /** What the work folder held when its end was seen. */
  readonly tree?: TreeNote;
  /** Another stage was alive at the same time. Absent in records of before this was told. */
  readonly shared?: true;
}

export interface StageArtifact {
  readonly artifact_id: string;
  /** Name in `out/`. */
  readonly file: string;
  readonly document: Recorded;
  /** Below `millrace-agents/`, or null. */
  readonly published: string | null;
}

/** A text of a skill. */
export interface SkillText {
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly sha256: string;
}

/** The accepted result of a request. */
export interface ResultChange {
  readonly k: 'result@1';
  readonly request: string;
  readonly attempt: string;
  readonly outcome: string;
  readonly result_class: ResultClass;
  readonly failure_class: string | null;
  readonly summary: string;
  readonly usage: TokenUsage | null;
  readonly started_at: string;
  readonly completed_at: string;
  readonly duration_ms: number;
  readonly exit_code: number | null;
  readonly exit_kind: 'completed' | 'timeout' | 'runner_error' | 'provider_error' | 'interrupted';
  /** `structured_result_file`, `stdout_terminal_token` or `failure`. */
  readonly normalization: string;
  readonly session: string | null;
  readonly artifacts: readonly StageArtifact[];
  /**
   * Paths below `millrace-agents/` of evidence that is not
   * recorded (harness output and the like), with digests.
   */
  readonly evidence: readonly {
    readonly path: string;
    readonly kind: string;
    readonly sha256: string;
    readonly size_bytes: number;
  }[];
  readonly notes: readonly string[];
  /** Texts of skills that its stage worked by. Only under a plan that asks what is to be learned. */
  readonly skills?: readonly SkillText[];
  /** What the work folder held when its end was seen. */
  readonly tree?: TreeNote;
  /** Another stage was alive at the same time. Absent in records of before this was told. */
  readonly shared?: true;
}

/** A stage that was passed over, and the word of the result that allowed it. */
export interface Skipped {
  readonly node: string;
  readonly declared: string;
}

export type RouteAction = 'run_stage' | 'idle' | 'handoff' | 'blocked';

/** What follows a result: the next node of the run, or its end. */
export interface RouteChange {
  readonly k: 'route@1';
  readonly run: string;
  /** null when the route was not caused by a result (limit, breaker, operator). */
  readonly request: string | null;
  readonly action: RouteAction;
  readonly node: string | null;
  readonly terminal: string | null;
  readonly writes_status: string | null;
  readonly reason: string;
  readonly failure_class: string | null;
  readonly spawned: readonly {
    readonly kind: string;
    readonly item_id: string;
    readonly reason: string;
  }[];
  readonly skipped?: Skipped;
}

/** One entry into a guarded node. */
export interface CountChange {
  readonly k: 'count@1';
  readonly key: string;
  readonly policy: string;
}

/**
 * An operator ends what a run is doing: its live attempt was fenced, and once that has ended the
 * run goes where `to` says.
 */
export interface RetireChange {
  readonly k: 'retire@1';
  readonly run: string;
  /** `again`: the same stage anew; else the run is over and its item goes there. */
  readonly to: 'again' | 'queue' | 'blocked' | 'withdrawn';
  readonly reason: string;
}

/** Whatever happens to a run, from its start to its last route. */
export type AnyRunChange =
  | RunChange
  | RequestChange
  | AttemptChange
  | AttemptEndChange
  | ResultChange
  | RouteChange
  | CountChange
  | RetireChange;
