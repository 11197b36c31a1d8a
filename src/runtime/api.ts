import type { z } from 'zod';
import type { DoctorView, GcView, RepairView, WhyInput, WhyView } from './api/care.ts';

export type * from './api/care.ts';

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
  readonly loop: LoopView;
  /** The next truthful action, as a sentence that names an operation. */
  readonly next: string;
}

/** The owner that stays, as far as it can be told from here. */
export interface LoopView {
  readonly running: boolean;
  /** Whether someone asked for a loop that outlives reboots. */
  readonly should_run: boolean;
  readonly pid: number | null;
  readonly since: string | null;
  /** Session of the owner, which a stop names. */
  readonly session: string | null;
  readonly host: string | null;
  readonly version: string | null;
}

/** What an operator asks of the owner. Each is one transaction, the same with and without a loop. */
export type ControlCommand =
  | { readonly name: 'pause'; readonly reason: string }
  /** `all` also lifts pauses that would lift by themselves. */
  | { readonly name: 'resume'; readonly all: boolean }
  /**
   * Takes a run away from its stage: fenced first, moved when nothing of the stage is alive. Neither
   * `run` nor `plane` = the one active run.
   */
  | {
      readonly name: 'retire';
      readonly run: string | null;
      readonly plane?: string | undefined;
      readonly to: 'again' | 'queue' | 'blocked';
      readonly reason: string;
    }
  /** `item`: `<family>/<id>`, or an id that only one family has. */
  | { readonly name: 'requeue'; readonly item: string; readonly reason: string }
  /**
   * Every active run goes back to its queue; counters and pauses are cleared. `force` also gives up
   * stages of which nobody here can tell whether they are alive.
   */
  | { readonly name: 'clear'; readonly reason: string; readonly force: boolean }
  /** Meant for one owner: another one leaves it alone. `now` interrupts the running stages. */
  | { readonly name: 'stop'; readonly owner: string; readonly now: boolean }
  | { readonly name: 'desire'; readonly running: boolean };

export interface ControlView {
  /** False: there was nothing to do. */
  readonly applied: boolean;
  readonly detail: string;
  /** Runs that it is about. */
  readonly runs: readonly string[];
  /** Who applied it: this process, or the owner that stays. */
  readonly through: 'direct' | 'mailbox';
}

export interface StopView {
  readonly was_running: boolean;
  readonly stopped: boolean;
  readonly loop: LoopView;
}

/** Why a wait for a loop ended. `time`: nothing worth telling happened. */
export type WaitReason =
  | 'closed'
  | 'blocked'
  | 'held'
  | 'paused'
  | 'waiting'
  | 'refused'
  | 'idle'
  | 'stopped'
  | 'time';

export interface WaitView {
  readonly reason: WaitReason;
  /** Stages that ended meanwhile, the newest last. */
  readonly results: readonly string[];
  readonly status: StatusView;
}

/** What a loop tells whoever watches it. */
export type LoopEvent =
  | { readonly kind: 'started'; readonly facts: LoopFacts }
  | { readonly kind: 'adopted'; readonly stage: ActiveStage; readonly status: string }
  | { readonly kind: 'dispatched'; readonly stage: ActiveStage; readonly status: string }
  | {
      readonly kind: 'applied';
      readonly applied: NonNullable<TickView['applied']>;
      readonly told: AppliedFacts;
    }
  | {
      readonly kind: 'rest';
      readonly did: 'idle' | 'waiting' | 'paused';
      /** Why dispatch is paused. */
      readonly reason: string | null;
    }
  | { readonly kind: 'command'; readonly name: string; readonly detail: string }
  | { readonly kind: 'recovered'; readonly note: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly what: string;
      readonly next: string;
    }
  | { readonly kind: 'suspended'; readonly ms: number }
  | { readonly kind: 'stopped'; readonly reason: string; readonly ticks: number };

/** What a loop finds when it starts. */
export interface LoopFacts {
  readonly session: string;
  readonly mode_id: string;
  readonly plan_id: string;
  readonly currentness: string;
  readonly manifest_id: string | null;
  readonly seed_package: string | null;
  readonly loops: readonly { readonly plane: string; readonly loop_id: string }[];
  readonly exclusive: readonly string[];
  readonly concurrent: readonly string[];
  readonly markers: Readonly<Record<string, string>>;
  readonly queues: Readonly<Record<string, number>>;
}

export interface UsageView {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly thinking_tokens: number;
  readonly total_tokens: number;
}

/** More about an applied result, for a monitor. */
export interface AppliedFacts {
  readonly stage_kind: string;
  readonly usage: UsageView | null;
  readonly route: {
    readonly action: string;
    readonly node: string | null;
    readonly reason: string;
  };
  /** Of the run so far. */
  readonly run: { readonly elapsed_ms: number; readonly usage: UsageView | null };
}

export interface LoopInput {
  /** Ends after so many applied results; null = runs until it is stopped. */
  readonly max_ticks: number | null;
  /** Ends by itself when nobody wants it to run any more. */
  readonly while_desired: boolean;
  readonly watch: (event: LoopEvent) => void;
  /** Aborted: running stages are waited for. */
  readonly stop: AbortSignal;
  /** Aborted: running stages are ended. */
  readonly interrupt: AbortSignal;
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
  /** Renders everything anew; moves aside what stands in the way. */
  repair(): Promise<RepairView>;
  /** The decisions about a work item or run, from the journal and its archives. */
  why(input: WhyInput): WhyView;
  /** What storage may let go by the limits of the config; with `apply` it goes. */
  gc(apply: boolean): Promise<GcView>;
  close(): void;
}
