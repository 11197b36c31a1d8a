import type { About } from './lineage.ts';
import type { ActiveStage, StatusView, WorkRef } from './status.ts';

export interface TickInput {
  readonly wait_ms: number;
  readonly signal?: AbortSignal;
  /** Called when the stage changes or every few seconds while waiting. */
  readonly progress?: (text: string) => void;
}

export interface TickView {
  /**
   * What this call did: `applied` a result, `running`: still running after the wait, `idle`:
   * nothing to do, `waiting`: work that may not run now.
   */
  readonly did: 'applied' | 'running' | 'idle' | 'waiting' | 'paused';
  readonly stage: ActiveStage | null;
  readonly applied: {
    readonly run_id: string;
    readonly attempt_id: string;
    readonly plane: string;
    readonly node: string;
    readonly work: WorkRef | null;
    readonly about: About;
    readonly closure_root: string | null;
    readonly outcome: string;
    readonly result_class: string;
    readonly failure_class: string | null;
    readonly summary: string;
    readonly duration_seconds: number;
    readonly total_tokens: number | null;
    /** null = nobody knows. */
    readonly cost_usd: number | null;
    /** Where the run goes: a node, or `end:<terminal state>`. */
    readonly goes_to: string;
    readonly spawned: readonly string[];
  } | null;
  readonly recovered: readonly string[];
  readonly status: StatusView;
}
