import type { About, EventView, LineageView } from './lineage.ts';
import type { ActiveStage, LoopView, StatusView } from './status.ts';
import type { TickView } from './tick.ts';

/** What an operator asks of the owner. Each is one transaction, the same with and without a loop. */
export type ControlCommand =
  /** Without `plane`: of everything. */
  | { readonly name: 'pause'; readonly reason: string; readonly plane?: string | undefined }
  /** `all` also lifts pauses that would lift by themselves; with `plane` only that of the plane. */
  | { readonly name: 'resume'; readonly all: boolean; readonly plane?: string | undefined }
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
  | { readonly name: 'desire'; readonly running: boolean }
  /** Reads the config now. */
  | { readonly name: 'reload_config' };

export interface ControlView {
  /** False: there was nothing to do. */
  readonly applied: boolean;
  readonly detail: string;
  /** Runs that it is about. */
  readonly runs: readonly string[];
  /** What changed, a line each. */
  readonly lines?: readonly string[] | undefined;
  /** Who applied it: this process, or the owner that stays. */
  readonly through: 'direct' | 'mailbox';
  /** It was applied before, under the same key, and not again. */
  readonly already: boolean;
  /** Whom it was about, as it stands now. */
  readonly about: readonly About[];
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

export interface StopView {
  readonly was_running: boolean;
  readonly stopped: boolean;
  /** It was asked before, under the same key, and not again. */
  readonly already: boolean;
  readonly loop: LoopView;
}

/** What ends a wait, beside the end of the loop and its refusals; `news`: the first three. */
export type WaitUntil = 'news' | 'closed' | 'blocked' | 'waiting' | 'progress';

/** What somebody who waits may see at each look that finds something new. */
export interface WaitLook {
  /** Since the look before, in their order. */
  readonly events: readonly EventView[];
  readonly status: StatusView;
}

export interface FollowInput extends WaitInput {
  /** Instead of the texts of `progress`. */
  readonly watch?: ((look: WaitLook) => void) | undefined;
  /** Cursor of an earlier answer; null = from now on. */
  readonly since: string | null;
  /** Only of this lineage. */
  readonly root: string | null;
  readonly until: WaitUntil;
}

/**
 * Why a wait ended. `time`: nothing that was waited for happened.
 */
export type WaitReason =
  | 'closed'
  | 'withdrawn'
  | 'blocked'
  | 'waiting'
  | 'paused'
  | 'held'
  | 'refused'
  | 'idle'
  | 'stopped'
  | 'progress'
  | 'time';

export interface WaitView {
  readonly reason: WaitReason;
  /** What happened since, in its order: the newest, or with `progress` the oldest. */
  readonly events: readonly EventView[];
  /** Of all since, named or not. */
  readonly events_total: number;
  /** Pass it on: nothing between two calls is lost. */
  readonly cursor: string;
  /** The cursor was of another journal, and tells nothing of this one. */
  readonly is_other_journal: boolean;
  /** Of the root that was asked for. */
  readonly lineage: LineageView | null;
  readonly status: StatusView;
}

/** What happened last in a workspace. */
export interface EventsView {
  readonly seq: number;
  readonly simulated: boolean;
  /** A wait from here on misses nothing that came later. */
  readonly cursor: string;
  /** Newest first. */
  readonly events: readonly EventView[];
}

/** What a loop tells whoever watches it. */
export type LoopEvent =
  | { readonly kind: 'started'; readonly facts: LoopFacts }
  | { readonly kind: 'adopted'; readonly stage: ActiveStage; readonly status: string }
  | { readonly kind: 'dispatched'; readonly stage: ActiveStage; readonly status: string }
  | {
      readonly kind: 'applied';
      readonly applied: NonNullable<TickView['applied']>;
      readonly facts: AppliedFacts;
    }
  | {
      readonly kind: 'idle';
      readonly did: 'idle' | 'waiting' | 'paused';
      /** Why dispatch is paused. */
      readonly reason: string | null;
    }
  /** Rules of usage governance began to hold; none = the last of them does no more. */
  | { readonly kind: 'governed'; readonly rules: readonly HeldRule[]; readonly cleared: string }
  /** A rule is near, or nobody knows what is used of it: `detail` says why. */
  | {
      readonly kind: 'warned';
      readonly rule_id: string;
      readonly window: string;
      readonly observed: number;
      readonly threshold: number;
      readonly detail: string | null;
    }
  /** A next text of a skill is written, or waits for the runs of these planes. */
  | {
      readonly kind: 'skill';
      readonly skill: string;
      readonly act: string;
      readonly is_written: boolean;
      readonly planes: readonly string[];
      /** Where it came from, while it waits. */
      readonly source: string | null;
    }
  /** An edit of the config counts, or its plan does. */
  | { readonly kind: 'reloaded'; readonly plan_id: string }
  | { readonly kind: 'command'; readonly name: string; readonly detail: string }
  | { readonly kind: 'recovered'; readonly note: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly what: string;
      readonly next: string;
    }
  | { readonly kind: 'suspended'; readonly ms: number }
  /** The system does not tell of changes there: `path` below the workspace, and what it says. */
  | { readonly kind: 'unwatched'; readonly path: string; readonly why: string }
  | { readonly kind: 'stopped'; readonly reason: string; readonly ticks: number };

/** A rule of usage governance that lets nothing more be started. */
interface HeldRule {
  readonly source: string;
  readonly rule_id: string;
  readonly window: string;
  readonly observed: number;
  readonly threshold: number;
  readonly next_resume_at: string | null;
}

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
  /** Absent = not known of all of it. */
  readonly cost_usd?: number | undefined;
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
  /** Ends after so many results and looks that found nothing to do; null = runs until it is stopped. */
  readonly max_ticks: number | null;
  /** Ends by itself when nobody wants it to run any more. */
  readonly while_desired: boolean;
  readonly watch: (event: LoopEvent) => void;
  /** Aborted: running stages are waited for. */
  readonly stop: AbortSignal;
  /** Aborted: running stages are ended. */
  readonly interrupt: AbortSignal;
}
