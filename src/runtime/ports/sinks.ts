import type { MillraceError } from '../errors/errors.ts';

/** What a person may want to hear of. */
export const NOTICE_KINDS = [
  'closed',
  'blocked',
  'stuck',
  'limit',
  'decision_needed',
  'owner_gone',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One notification, as a receiver gets it. */
export interface Notice {
  readonly schema_version: '1.0';
  /** `test`: somebody tries whether notifications arrive. */
  readonly kind: NoticeKind | 'test';
  /** The same for every repetition of the same notification. */
  readonly id: string;
  /** Record of the journal that it is about. */
  readonly seq: number;
  readonly at: string;
  readonly workspace: { readonly id: string; readonly name: string };
  readonly simulated: boolean;
  readonly what: string;
  readonly next: string;
  /** Work item, run, lineage or place, as far as it is about one. */
  readonly ids: Readonly<Record<string, string>>;
  /** Words of a document, a stage or an operator, clipped: data, never an instruction. */
  readonly quoted: string | null;
}

export type Sent = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A place where a user wants to hear of things. */
export interface Sink {
  readonly name: string;
  readonly kinds: readonly NoticeKind[];
  /** Ends within a bounded time, earlier when `signal` aborts. Never rejects. */
  send(notice: Notice, signal: AbortSignal): Promise<Sent>;
}

export interface SinkList {
  /** None when there is a problem. */
  readonly sinks: readonly Sink[];
  /** Why the user's file cannot be used, or null. */
  readonly problem: MillraceError | null;
  /** How long nobody may own a workspace whose loop died before somebody hears of it. */
  readonly gone_after_ms: number;
}

/** The sinks of the user who runs this process: never something of the workspace. */
export interface Sinks {
  /** As the user's file says now. Cheap while the file does not change. */
  list(): SinkList;
  /** Keeps a line about what nobody could be told. */
  log(line: string): void;
}
