import type { Blocker, Condition, Outlook } from './condition.ts';
import type { GovernanceView } from './governance.ts';
import type { About, AttemptLife, LineageView } from './lineage.ts';

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
  /** `running`: an attempt is open; `waiting`: the next tick dispatches it. */
  readonly phase: 'running' | 'waiting';
}

export interface ActiveStageView extends ActiveStage {
  readonly about: About;
  /** Of its open attempt; null = it has none. */
  readonly life: AttemptLife | null;
}

/** The owner that stays, as far as it can be told from here. */
export interface LoopView {
  readonly running: boolean;
  /** Whether someone asked for a loop that outlives reboots. */
  readonly should_run: boolean;
  /** Whether the config wants stages run one by one, by whoever calls, while nobody wants a loop. */
  readonly run_style: 'once' | 'daemon';
  readonly pid: number | null;
  readonly since: string | null;
  /** Session of the owner, which a stop names. */
  readonly session: string | null;
  readonly host: string | null;
  readonly version: string | null;
}

/** What a root spec still needs before it can be closed. */
export interface ClosureStatus {
  readonly root: string;
  /** Its work that is queued, running or blocked. */
  readonly open_work: number;
  /** Why it cannot be judged now; null = it can. */
  readonly waits_for: string | null;
  readonly last_verdict: string | null;
  /** Other root specs wait behind it; false: it waits for a person, and others go on. */
  readonly actionable: boolean;
  /** Work of other root specs, or of none, that is not claimed before it. */
  readonly deferred: number;
  /** The first of that. */
  readonly deferred_first: readonly string[];
}

/** What a workspace is doing in the fields of release 0.18.0. */
export interface StatusDetails {
  /** As `runtime_snapshot.json` has them; empty before a plan was adopted. */
  readonly snapshot: Readonly<Record<string, unknown>>;
  /** null = the manifest is gone or cannot be read. */
  readonly baseline: { readonly manifest_id: string; readonly version: string } | null;
  /** What the adopted plan was compiled from. */
  readonly compiled_from: Readonly<Record<string, string>> | null;
  /** Of the spec that `closure` of the status is about, else of the one that was judged last. */
  readonly closure: {
    readonly root: string;
    readonly open: boolean;
    readonly blocked_by_lineage_work: boolean;
    readonly latest_verdict_path: string | null;
    readonly latest_report_path: string | null;
  } | null;
}

/** Sources of the plan that say something else than what counts. */
export interface ReloadView {
  /** `edited`: nobody has read them yet; `waiting`: for runs to end; `refused`: they cannot be used. */
  readonly state: 'edited' | 'waiting' | 'refused';
  readonly what: string;
  readonly next: string;
  /** Of a refusal. */
  readonly code?: string;
  readonly expected?: string;
  /** Those that are waited for. */
  readonly runs?: readonly string[];
}

export interface StatusView {
  readonly seq: number;
  readonly mode_id: string | null;
  readonly simulated: boolean;
  readonly plan_id: string | null;
  readonly currentness: 'current' | 'stale' | 'missing' | 'unknown';
  readonly condition: Condition;
  /** The condition with all that belongs to it: from it the next step follows. */
  readonly outlook: Outlook;
  /** What does not go on by itself, the most urgent first. */
  readonly blockers: readonly Blocker[];
  readonly blockers_total: number;
  readonly active: readonly ActiveStageView[];
  /** Root specs that are open, the oldest first; without one the spec that was closed last. */
  readonly specs: readonly LineageView[];
  /** Family -> items in each state. */
  readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly closed_roots: number;
  /** The root spec that others wait behind, or the oldest that is open; null = none is. */
  readonly closure: ClosureStatus | null;
  /** The newest result and its run. */
  readonly last: {
    readonly node: string;
    readonly outcome: string;
    readonly failure_class: string | null;
    readonly summary: string;
    readonly run_id: string;
    readonly about: About;
  } | null;
  readonly pauses: readonly {
    readonly source: string;
    readonly reason: string;
    readonly until: string | null;
  }[];
  readonly problems: readonly string[];
  /** null = what the sources say counts. */
  readonly reload: ReloadView | null;
  readonly totals: {
    readonly stages: number;
    /** null = no harness said it. */
    readonly total_tokens: number | null;
    readonly wall_minutes: number;
    /** Of the stages of which it is known; null = it is of none. */
    readonly cost_usd: number | null;
    /** Stages of which nobody knows what they have cost. */
    readonly unpriced: number;
  };
  /** null = nobody has said what may be used. */
  readonly governance: GovernanceView | null;
  readonly loop: LoopView;
}
