import type { z } from 'zod';

/**
 * The door of the runtime, as operations see it. Every method either returns the truth at one sequence number
 * or throws a `MillraceError`. Nothing here knows about MCP, terminals or JSON-RPC.
 */
export interface RuntimeOptions {
  /** Absolute path of the workspace (the folder that holds `millrace-agents/`). */
  readonly root: string;
  /** Who asks, for the cause of records: `mcp:<client name>`, `cli`. */
  readonly actor: string;
}

export interface WorkRef {
  readonly family: string;
  readonly id: string;
  readonly title: string;
}

export interface ActiveStage {
  readonly plane: string;
  readonly node: string;
  readonly stage_kind: string;
  readonly run_id: string;
  readonly request_id: string | null;
  readonly attempt_id: string | null;
  readonly work: WorkRef | null;
  readonly closure_root: string | null;
  readonly since: string;
  /** `running`: an attempt may be alive; `waiting`: the next tick dispatches it. */
  readonly phase: 'running' | 'waiting';
}

export interface Waiting {
  /**
   * Why it cannot be claimed: `dependency_missing`, `dependency_blocked`, `dependency_cycle`,
   * `closure_target`, `lineage_held`, `unreadable`.
   */
  readonly reason: string;
  readonly work: string;
  readonly on: string;
}

export interface StatusView {
  readonly seq: number;
  readonly mode_id: string | null;
  readonly simulated: boolean;
  readonly plan_id: string | null;
  readonly currentness: 'current' | 'stale' | 'missing' | 'unknown';
  /** `idle`, `ready`, `working`, `paused`, `waiting`, `blocked`, `held`, `refused` (no usable plan). */
  readonly condition: string;
  readonly active: readonly ActiveStage[];
  /** Family -> items in each state. */
  readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly closure: {
    readonly root: string;
    readonly open: boolean;
    readonly open_work: number;
    readonly waits_for: string | null;
    readonly last_verdict: string | null;
    readonly deferred_roots: readonly string[];
  } | null;
  readonly closed_roots: number;
  /** The newest result and its run. */
  readonly last: {
    readonly node: string;
    readonly outcome: string;
    readonly failure_class: string | null;
    readonly summary: string;
    readonly run_id: string;
  } | null;
  readonly waiting: readonly Waiting[];
  readonly waiting_total: number;
  readonly pauses: readonly {
    readonly source: string;
    readonly reason: string;
    readonly until: string | null;
  }[];
  readonly problems: readonly string[];
  readonly totals: {
    readonly stages: number;
    readonly total_tokens: number;
    readonly wall_minutes: number;
  };
  /** The next truthful action, as a sentence that names an operation. */
  readonly next: string;
}

export interface AdmitView {
  readonly family: string;
  readonly id: string;
  /** The same bytes were admitted before; nothing changed. */
  readonly already: boolean;
  readonly root: string | null;
  /** Below the workspace root. */
  readonly path: string;
  /** The document as it was understood, in the canonical grammar. */
  readonly document: string;
  readonly checks: readonly string[];
  readonly notes: readonly string[];
  readonly position: number;
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
    readonly closure_root: string | null;
    readonly outcome: string;
    readonly result_class: string;
    readonly failure_class: string | null;
    readonly summary: string;
    readonly duration_seconds: number;
    readonly total_tokens: number | null;
    /** Where the run goes: a node, or `end:<terminal state>`. */
    readonly goes_to: string;
    readonly spawned: readonly string[];
  } | null;
  readonly recovered: readonly string[];
  readonly status: StatusView;
}

export interface RunView {
  readonly run_id: string;
  readonly status: string;
  readonly plane: string;
  readonly work: string | null;
  readonly closure_root: string | null;
  readonly stages: number;
  readonly started_at: string;
  readonly completed_at: string | null;
}

/** The trace document of `runs/<run_id>/run_trace.json`. */
export type RunTrace = z.infer<typeof import('./render/trace-schema.ts').runTrace>;

export interface TickInput {
  readonly wait_ms: number;
  readonly signal?: AbortSignal;
  /** Called when the stage changes or every few seconds while waiting. */
  readonly progress?: (text: string) => void;
}

export interface Runtime {
  status(): StatusView;
  /** `family` names the kind of document; `text` is markdown. */
  admit(input: {
    readonly family: string;
    readonly text: string;
    readonly channel: string;
  }): Promise<AdmitView>;
  tick(input: TickInput): Promise<TickView>;
  runs(limit: number): RunView[];
  trace(runId: string): RunTrace;
  /** Reads a file that belongs to a run: an artifact, a prompt, harness output. */
  artifact(runId: string, path: string): { readonly bytes: Uint8Array; readonly mime: string };
  artifacts(
    runId: string,
  ): readonly { readonly path: string; readonly kind: string; readonly size_bytes: number }[];
  /** JSON of the adopted plan, or null. */
  adoptedPlan(): string | null;
  /**
   * Makes what the inputs compile to now the adopted plan, also in the middle of a run. Returns
   * false when it is already.
   */
  adopt(mode?: string): Promise<boolean>;
  close(): void;
}
