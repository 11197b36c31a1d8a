import type { ResultClass } from '../plan/index.ts';

/**
 * What a journal record holds: decisions, never questions. Each kind carries a version; a new meaning is a new version,
 * and every version that was ever released stays readable. `key` is `<family>/<id>` everywhere.
 */
export type ItemState = 'queue' | 'active' | 'done' | 'blocked' | 'superseded';

/** Bytes of a document, contract or artifact: in the record up to 64 KiB, else in `blobs/<sha256>`. */
export interface Recorded {
  readonly sha256: string;
  readonly size_bytes: number;
  /** Absent = in the blob of that digest. */
  readonly text?: string;
}

export interface TokenUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly thinking_tokens: number;
  readonly total_tokens: number;
}

export interface OpenChange {
  readonly k: 'open@1';
  /** Short random hex; part of every run and request id, so that a rebuilt workspace never reuses one. */
  readonly epoch: string;
}
/** A plan becomes the adopted one. Its JSON is the blob of `sha256`; its prompts and skills are blobs as well. */
export interface PlanChange {
  readonly k: 'plan@1';
  readonly plan_id: string;
  readonly sha256: string;
}
export interface AdmitChange {
  readonly k: 'admit@1';
  readonly family: string;
  readonly id: string;
  /** Milliseconds since the epoch; with the id the order of claims. */
  readonly at: number;
  readonly title: string;
  readonly deps: readonly string[];
  readonly root: string | null;
  readonly idea: string | null;
  readonly start_node: string | null;
  /** Key of the handoff document because of which this item exists, or null. */
  readonly via: string | null;
  readonly document: Recorded;
  /** The text as it was handed over, when it is not the document itself. */
  readonly handed_over: Recorded | null;
  /** Where it came from: an operation, a folder, a stage's request id, or the runtime itself. */
  readonly source: {
    readonly kind: 'operator' | 'folder' | 'stage' | 'runtime';
    readonly ref: string | null;
  };
  /** State it enters in; anything but `queue` only when a workspace is rebuilt from its folders. */
  readonly state: ItemState;
}
export interface ReviseChange {
  readonly k: 'revise@1';
  readonly key: string;
  readonly at: number;
  readonly title: string;
  readonly deps: readonly string[];
  readonly document: Recorded;
  readonly source: AdmitChange['source'];
}
export interface MoveChange {
  readonly k: 'move@1';
  readonly key: string;
  readonly to: ItemState;
  readonly reason: string;
}
export interface RunChange {
  readonly k: 'run@1';
  readonly run: string;
  readonly plane: string;
  /** Exactly one of `key` (a work item) and `root` (a closure target) is set. */
  readonly key: string | null;
  readonly root: string | null;
  readonly node: string;
  readonly plan_id: string;
  readonly at: string;
}
export interface RequestChange {
  readonly k: 'request@1';
  readonly request: string;
  readonly run: string;
  readonly node: string;
  /** Digest of what the stage gets to see: item revision, failure context, earlier reports. */
  readonly input_digest: string;
  /** Status token of the plane while it runs. */
  readonly status: string;
  /** Content of the work tree, taken only from the second meeting of node, item and input on. */
  readonly tree: string | null;
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
  readonly retry: {
    readonly kind: 'contract' | 'lost' | 'void' | 'operator';
    readonly errors: readonly string[];
  } | null;
  readonly at: string;
}
/** An attempt ended without a result that counts. */
export interface AttemptEndChange {
  readonly k: 'attempt-end@1';
  readonly attempt: string;
  readonly outcome: 'void' | 'lost' | 'refused' | 'fenced' | 'ended';
  readonly errors: readonly string[];
  /** Harness session that a next attempt may resume. */
  readonly session: string | null;
  /** Usage of a refused or lost attempt still counts, once. */
  readonly usage: TokenUsage | null;
  readonly duration_ms: number;
}
export interface StageArtifact {
  readonly artifact_id: string;
  /** Name in `out/`. */
  readonly file: string;
  readonly document: Recorded;
  /** Below `millrace-agents/`, or null. */
  readonly published: string | null;
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
  /** Paths below `millrace-agents/` of evidence that is not recorded (harness output and the like), with digests. */
  readonly evidence: readonly {
    readonly path: string;
    readonly kind: string;
    readonly sha256: string;
    readonly size_bytes: number;
  }[];
  readonly notes: readonly string[];
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
}
/** One entry into a guarded node. */
export interface CountChange {
  readonly k: 'count@1';
  readonly key: string;
  readonly policy: string;
}
export interface TargetOpenChange {
  readonly k: 'target-open@1';
  readonly root: string;
  readonly idea: string;
  readonly key: string;
  /** The root spec as it was handed over, before any stage refined it. */
  readonly spec: Recorded;
  readonly source: Recorded;
  readonly at: string;
}
export interface TargetVerdictChange {
  readonly k: 'target-verdict@1';
  readonly root: string;
  readonly run: string;
  readonly action: 'closed' | 'remediation' | 'blocked';
  readonly failure_class: string | null;
  readonly at: string;
  readonly verdict_path: string | null;
  readonly report_path: string | null;
}
/** `incident` stands in for `source`, which is superseded once the incident and all that came of it are done. */
export interface HandoffChange {
  readonly k: 'handoff@1';
  readonly incident: string;
  /** Key of the parked item; null for a remediation of a closure target. */
  readonly source: string | null;
  readonly root: string | null;
}
export interface PauseChange {
  readonly k: 'pause@1';
  readonly source: string;
  readonly reason: string;
  /** Wall time at which it lifts by itself, or null. */
  readonly until: string | null;
}
export interface ResumeChange {
  readonly k: 'resume@1';
  readonly source: string;
}
/** A fence of a lineage was reached: nothing of it is dispatched until the limit is raised. */
export interface HoldChange {
  readonly k: 'hold@1';
  readonly root: string;
  readonly limit: string;
}
export interface UnholdChange {
  readonly k: 'unhold@1';
  readonly root: string;
}
/** A file in a claimable folder that is not a valid document. It blocks the closure of its lineage, or of all when that cannot be told. */
export interface UnreadableChange {
  readonly k: 'unreadable@1';
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly root: string | null;
  readonly document: Recorded;
  readonly problems: readonly string[];
}
export interface ReadableChange {
  readonly k: 'readable@1';
  readonly path: string;
}
/** A fact for the event log that changes no state. */
export interface NoteChange {
  readonly k: 'note@1';
  readonly event: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

export type Change =
  | OpenChange
  | PlanChange
  | AdmitChange
  | ReviseChange
  | MoveChange
  | RunChange
  | RequestChange
  | AttemptChange
  | AttemptEndChange
  | ResultChange
  | RouteChange
  | CountChange
  | TargetOpenChange
  | TargetVerdictChange
  | HandoffChange
  | PauseChange
  | ResumeChange
  | HoldChange
  | UnholdChange
  | UnreadableChange
  | ReadableChange
  | NoteChange;
