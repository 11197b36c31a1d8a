import type { z } from 'zod';
import type { DoctorView, GcView, RepairView, WhyInput, WhyView } from './care.ts';
import type { HarnessTable, ProbeInput, ProbeView } from './harness.ts';
import type { ControlCommand, ControlView, LoopView, StopView, WaitView } from './loop.ts';

export type * from './care.ts';
export type * from './harness.ts';
export type * from './loop.ts';

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
    /** Of the stages whose harness said it; null = none did. */
    readonly cost_usd: number | null;
  };
  readonly loop: LoopView;
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
export type RunTrace = z.infer<typeof import('../render/trace-schema.ts').runTrace>;

export interface TickInput {
  readonly wait_ms: number;
  readonly signal?: AbortSignal;
  /** Called when the stage changes or every few seconds while waiting. */
  readonly progress?: (text: string) => void;
}

export interface WaitInput {
  readonly wait_ms: number;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
}

export interface StopInput extends WaitInput {
  readonly now: boolean;
  readonly request_key?: string | undefined;
}

export interface Runtime {
  status(): StatusView;
  /** Who owns the workspace to stay, and whether someone should. */
  loop(): LoopView;
  /** The same `request_key` is applied once and answered the same each time. */
  control(command: ControlCommand, request_key?: string): Promise<ControlView>;
  /** Ends the loop that runs now, and the wish for one. Waits for a bounded time. */
  stopLoop(input: StopInput): Promise<StopView>;
  /** Follows a loop until something is worth telling. Changes nothing. */
  wait(input: WaitInput): Promise<WaitView>;
  /**
   * `family` names the kind of document, null = the plan's root family; `text` is markdown; `id` is
   * for a document that names none itself.
   */
  admit(input: {
    readonly family: string | null;
    readonly id?: string | undefined;
    readonly text: string;
    readonly channel: string;
    readonly request_key?: string | undefined;
  }): Promise<AdmitView>;
  tick(input: TickInput): Promise<TickView>;
  /** Throws `runner_not_available` when a stage of the plan that would run lacks its program. */
  requireRunners(): void;
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
  /** Looks at everything and changes nothing. */
  doctor(): Promise<DoctorView>;
  /** Looks at every known harness; asks each for its version. */
  harnesses(): Promise<HarnessTable>;
  /** Runs one tiny stage on each runner of the plan, in a folder that is gone afterwards. Spends tokens. */
  probe(input: ProbeInput): Promise<readonly ProbeView[]>;
  /** Renders everything anew; moves aside what stands in the way. */
  repair(): Promise<RepairView>;
  /** The decisions about a work item or run, from the journal and its archives. */
  why(input: WhyInput): WhyView;
  /** What storage may let go by the limits of the config; with `apply` it goes. */
  gc(apply: boolean): Promise<GcView>;
  close(): void;
}
