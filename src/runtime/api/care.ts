import type { Finding, FindingCode, Severity } from './findings.ts';

export type { Finding, FindingCode, Severity } from './findings.ts';

/** What a look at everything found. Looking changes nothing. */
export interface DoctorView {
  /** There is no error; warnings and notes may be there. */
  readonly ok: boolean;
  /** Null when the journal cannot be read. */
  readonly seq: number | null;
  readonly simulated: boolean;
  /** Errors first; bounded per code. */
  readonly findings: readonly Finding[];
  /** Of all, shown or not. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly totals: readonly { readonly code: FindingCode; readonly total: number }[];
  /** What was looked at, and how it stands. */
  readonly checked: readonly { readonly area: string; readonly result: string }[];
}

export interface RepairView {
  readonly seq: number;
  /** Rendered files that were not as the journal says. */
  readonly rebuilt: readonly string[];
  readonly rebuilt_total: number;
  /** Files that were moved, and where to. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly moved_total: number;
  /** What becoming the owner found. */
  readonly notes: readonly string[];
}

/** Which journal goes on, where an older one was put in the place of the newest. */
export type JournalChoice = 'newest' | 'from_here';

export interface WhyInput {
  /** Id of a work item or run, or `<family>/<id>`; null = the workspace as a whole. */
  readonly subject: string | null;
  /** Only records before this one. */
  readonly before_seq: number | null;
  readonly limit: number;
  /** Also the state after this record. */
  readonly at: number | null;
}

/** A record, as far as it is about the subject. */
export interface WhyRow {
  readonly seq: number;
  readonly at: string;
  readonly rules: readonly string[];
  readonly inputs: readonly string[];
  readonly actor: string | null;
  readonly changed: readonly string[];
  /** Files that the decision was made from; what is not kept any more is marked. */
  readonly evidence: readonly string[];
}

export interface WhyView {
  readonly seq: number;
  readonly simulated: boolean;
  readonly kind: 'item' | 'run' | 'workspace';
  /** `<family>/<id>` or the id of a run. */
  readonly subject: string;
  /** Oldest first. */
  readonly rows: readonly WhyRow[];
  /** Where to go on into the past; null when this is the beginning of what is kept. */
  readonly before_seq: number | null;
  /** From this record on every record is kept. */
  readonly kept_from: number;
  /** How the subject stands now, or at the record that was asked for. */
  readonly stands: readonly string[];
}

export interface GcView {
  readonly applied: boolean;
  readonly simulated: boolean;
  /** What goes or went. */
  readonly segments_packed: number;
  readonly segments_thinned: number;
  readonly attempts_dropped: number;
  readonly blobs_dropped: number;
  readonly logs_dropped: number;
  /** Folders of what was kept of the work folder. */
  readonly trees_dropped: number;
  /** About so much; compressing is estimated before it is done. */
  readonly freed_bytes: number;
  /** What is kept afterwards. */
  readonly archive_bytes: number;
  readonly output_bytes: number;
  readonly notes: readonly string[];
}
