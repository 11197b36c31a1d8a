import type { ResultClass } from '../../plan/index.ts';
import type { Claim, Question, Recorded, ResultChange, TokenUsage } from '../changes/changes.ts';
import type { Proposal, Violation } from '../proposals/types.ts';

/**
 * `holds` null = where the result says that the stage cannot go on. `expires_ms`: how long it waits for
 * an answer; absent = for ever.
 */
export type AskedQuestion = Omit<Question, 'expires_at'> & {
  readonly holds: boolean | null;
  readonly expires_ms?: number;
};

/** What the runners made of an attempt's output. */
export type Verdict =
  | {
      readonly kind: 'result';
      readonly outcome: string;
      readonly result_class: ResultClass;
      readonly summary: string;
      readonly failure_class: string | null;
      readonly resume: Readonly<Record<string, string>>;
      readonly normalization: string;
      /** What the runtime has to say about it. */
      readonly notes: readonly string[];
      /** What the stage has to say besides. */
      readonly claims: readonly Claim[];
      readonly questions: readonly AskedQuestion[];
      /** Words for the conditions of edges. */
      readonly declares?: readonly string[];
    }
  | {
      readonly kind: 'violation';
      readonly errors: readonly Violation[];
      /** What the stage says it came to, where that much is clear. */
      readonly outcome: string | null;
    }
  | {
      readonly kind: 'failure';
      readonly failure_class: string;
      readonly summary: string;
      /**
       * `hold` pauses until somebody lifts it, `rest` for a time, `again` tries the request again a
       * few times, `send_back` and `recover` count as the stage's failure.
       */
      readonly policy: 'hold' | 'rest' | 'again' | 'send_back' | 'recover';
      readonly retry_after_ms: number | null;
    };

/** An attempt that ended, as the owner read it, once. */
export interface EndedAttempt {
  readonly attempt: string;
  readonly verdict: Verdict;
  readonly proposals: readonly Proposal[];
  readonly artifacts: readonly { artifact_id: string; file: string; document: Recorded }[];
  readonly evidence: ResultChange['evidence'];
  readonly usage: TokenUsage | null;
  readonly started_at: string;
  readonly completed_at: string;
  readonly duration_ms: number;
  readonly exit_code: number | null;
  readonly exit_kind: ResultChange['exit_kind'];
  readonly session: string | null;
}

/** What an attempt that is gone left behind, where its files are still there. */
export interface Left {
  readonly session: string | null;
  readonly usage: TokenUsage | null;
  /** When its end was seen; absent = now. */
  readonly completed_at?: string;
}

export const NOTHING_LEFT: Left = { session: null, usage: null };
