import type { ResultClass } from '../../plan/index.ts';
import type { TreeNote } from '../../ports/index.ts';
import type {
  AttemptChange,
  RecordedSubject,
  RetireChange,
  RouteChange,
  StageArtifact,
  TokenUsage,
} from '../changes/changes.ts';

/**
 * What a run is about: a work item, or whether the lineage of a root may be closed. A row takes these
 * fields in last: an object that begins with a spread costs several times the memory.
 */
export type RunSubject = ItemSubject | ClosureSubject;

interface ItemSubject {
  readonly kind: 'item';
  readonly key: string;
  /** The lineage that pays for it, or null. */
  readonly root: string | null;
}

interface ClosureSubject {
  readonly kind: 'closure';
  /** The closure target that it judges; its lineage pays for it. */
  readonly root: string;
}

export interface Attempt {
  readonly id: string;
  readonly request: string;
  readonly ordinal: number;
  readonly work_dir: string;
  readonly session: string | null;
  readonly retry: AttemptChange['retry'];
  readonly at: string;
  /** Whether a script plays it; absent where that is not known. */
  readonly simulated?: boolean;
  fenced: boolean;
  /** What the work folder held before it. */
  readonly tree?: TreeNote;
  /** Another stage was alive at the same time, so that its edits cannot be told from this one's. */
  shared?: true;
}

/** What one attempt did to the work folder. */
export interface TreeSpan {
  readonly attempt: string;
  readonly node: string;
  readonly before: TreeNote;
  readonly after: TreeNote;
  readonly shared?: true;
  /** How long after its end the folder was noted; absent = at once. */
  readonly late_ms?: number;
}

/** The stage that a run is in now. */
export interface StageRequest {
  readonly id: string;
  readonly node: string;
  readonly input_digest: string;
  /** Version of the contract that it carries; absent = the first, or none. */
  readonly contract?: number;
  attempts: number;
  refused: number;
  /** Kind of contract errors -> how often it was sent back. */
  refusals?: Record<string, number>;
  lost: number;
  /** Attempts in a row that never ran. */
  unspawned: number;
  /** Why the last attempt does not count, for the next one. */
  retry: AttemptChange['retry'];
  session: string | null;
  /** The attempt that may be alive, or null between two attempts. */
  live: Attempt | null;
}

/** A finished stage of a run, enough for its trace. */
export interface StageRecord {
  readonly request: string;
  readonly attempt: string;
  readonly node: string;
  readonly outcome: string;
  readonly result_class: ResultClass;
  readonly failure_class: string | null;
  readonly summary: string;
  readonly usage: TokenUsage | null;
  readonly started_at: string;
  readonly completed_at: string;
  readonly duration_ms: number;
  readonly exit_kind: string;
  readonly artifacts: readonly Pick<StageArtifact, 'artifact_id' | 'file' | 'published'>[];
  readonly evidence: readonly {
    readonly path: string;
    readonly kind: string;
    readonly size_bytes: number;
    readonly sha256: string;
  }[];
  readonly report: { readonly sha256: string; readonly artifact_id: string } | null;
  readonly session: string | null;
  readonly simulated?: boolean;
  /** Sequence number of the record with the result. */
  readonly seq: number;
  route: Omit<RouteChange, 'k' | 'run' | 'request'> | null;
}

interface Course {
  readonly id: string;
  readonly plane: string;
  readonly started_at: string;
  readonly first_seq: number;
  node: string;
  since: string;
  failure_class: string | null;
  request: StageRequest | null;
  readonly stages: StageRecord[];
  /** Of its attempts that have ended, also those without a result; absent while none was noted. */
  trees?: TreeSpan[];
  /** `node\u001finput` -> how often it was visited and the tree at the last visit. */
  readonly met: Map<string, { times: number; tree: string | null }>;
  plan_id: string;
  /** What an operator wants of it, until its fenced attempt has ended. */
  retire: Pick<RetireChange, 'to' | 'reason'> | null;
  /** Routes that no result caused: a limit or the no-progress breaker. */
  readonly notes: string[];
  /** The run that it goes on from. */
  readonly resumes?: string;
}

export type ItemRun = ItemSubject & Course;
export type ClosureRun = ClosureSubject & Course;
export type Run = ItemRun | ClosureRun;

export type RunStatus = 'active' | 'complete' | 'blocked' | 'handoff';

interface Summary {
  readonly id: string;
  readonly plane: string;
  readonly status: RunStatus;
  readonly stages: number;
  readonly started_at: string;
  readonly completed_at: string;
  /** Sequence numbers of its first and last record. */
  readonly first_seq: number;
  readonly last_seq: number;
}

/** What is left of a run in memory when it is over; the rest is in its records. */
export type FinishedRun = RunSubject & Summary;

export function subjectOf({ key, root }: RecordedSubject): RunSubject {
  return key === null ? { kind: 'closure', root } : { kind: 'item', key, root };
}

/** The subject as records and checkpoints hold it. */
export function recordedSubject(subject: RunSubject): RecordedSubject {
  return subject.kind === 'closure'
    ? { key: null, root: subject.root }
    : { key: subject.key, root: subject.root };
}

/** The subject alone, without the rest of a run. */
export function subjectIn(run: RunSubject): RunSubject {
  return run.kind === 'closure'
    ? { kind: 'closure', root: run.root }
    : { kind: 'item', key: run.key, root: run.root };
}

/** Key of the work item that a run is about; null when it judges a closure. */
export function workKey(subject: RunSubject): string | null {
  return subject.kind === 'item' ? subject.key : null;
}

/** Root of the closure target that a run judges; null when it is about a work item. */
export function closureRoot(subject: RunSubject): string | null {
  return subject.kind === 'closure' ? subject.root : null;
}

/** A meeting of a node with an input, as `met` counts them. */
export function visitKey(node: string, inputDigest: string): string {
  return `${node}\u001f${inputDigest}`;
}
