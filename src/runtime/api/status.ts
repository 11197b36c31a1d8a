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
   * Why it cannot be claimed: `question` (its stage asked its owner), `dependency_missing`,
   * `dependency_blocked`, `dependency_withdrawn`, `dependency_cycle`, `closure_target`,
   * `lineage_held`, `unreadable`; `trust`: no stage may be started.
   */
  readonly reason: string;
  readonly work: string;
  readonly on: string;
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
