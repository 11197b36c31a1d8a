import type { RunTrace } from '../render/trace-schema.ts';
import type { AdmitInput, AdmitView } from './admit.ts';
import type { DoctorView, GcView, JournalChoice, RepairView, WhyInput, WhyView } from './care.ts';
import type { WatchInput } from './change.ts';
import type { DiffInput, DiffView } from './diff.ts';
import type { HarnessTable, ProbeInput, ProbeView } from './harness.ts';
import type {
  DocumentView,
  ListInput,
  ListView,
  LogsInput,
  LogsView,
  ShowView,
} from './inspect.ts';
import type { StageProgress } from './lineage.ts';
import type {
  ControlCommand,
  ControlView,
  EventsView,
  FollowInput,
  StopInput,
  StopView,
  WaitView,
} from './loop.ts';
import type { ReplayInput, ReplayView } from './replay.ts';
import type {
  AmendmentInput,
  QuestionView,
  ReviseCommand,
  RevisePreview,
  RootText,
} from './revise.ts';
import type { EntriesInput, EntriesView } from './said.ts';
import type {
  OfferedSkill,
  SkillCommand,
  SkillExport,
  SkillOffer,
  SkillPreview,
  SkillsView,
  SkillView,
} from './skills.ts';
import type { LoopView, StatusDetails, StatusView } from './status.ts';
import type { TickInput, TickView } from './tick.ts';
import type { WorkPlaceView } from './work-place.ts';

export type { RunTrace } from '../render/trace-schema.ts';
export type * from './admit.ts';
export type * from './care.ts';
export type * from './change.ts';
export type * from './condition.ts';
export type * from './diff.ts';
export type * from './governance.ts';
export type * from './harness.ts';
export type * from './import.ts';
export type * from './inspect.ts';
export type * from './lineage.ts';
export type * from './loop.ts';
export type * from './replay.ts';
export type * from './revise.ts';
export type * from './said.ts';
export type * from './skills.ts';
export type * from './status.ts';
export type * from './tick.ts';
export type * from './work-place.ts';

export interface RuntimeOptions {
  /** Absolute path of the workspace (the folder that holds `millrace-agents/`). */
  readonly root: string;
  /** Who asks, for the cause of records: `mcp:<client name>`, `cli`. */
  readonly actor: string;
  /** Opens also where something that is not ours stands in the way: that is put aside. */
  readonly clears?: boolean;
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

/**
 * The door of the runtime, as operations see it. Every method either returns the truth at one sequence number
 * or throws a `MillraceError`. Nothing here knows about MCP, terminals or JSON-RPC.
 */
export interface Runtime {
  status(): StatusView;
  /** The rest of it, which costs more to find out. */
  statusDetails(): StatusDetails;
  /** Who owns the workspace to stay, and whether someone should. */
  loop(): LoopView;
  /** The same `request_key` is applied once, and refused for anything else. */
  control(
    command: ControlCommand | ReviseCommand | SkillCommand,
    request_key?: string,
  ): Promise<ControlView>;
  /** What a decision about work would come to; throws what `control` would throw. */
  preview(command: ReviseCommand): RevisePreview;
  /** What a command about a skill would come to; throws what `control` would throw. */
  previewSkill(command: SkillCommand): SkillPreview;
  skills(): SkillsView;
  /** The kind of document that asks what is to be learned; null = the plan has none. */
  learningFamily(): string | null;
  /** Throws `input_invalid` for an id that no skill has. */
  skill(id: string): SkillView;
  /** What of these is here already, and what of that is older. */
  skillOffers(offered: readonly OfferedSkill[]): readonly SkillOffer[];
  /** All of a skill, to be taken elsewhere. `history`: with what became of it here. */
  exportSkill(id: string, history: boolean): SkillExport;
  /** A new text for work, in the canonical grammar, as an amendment takes it. */
  amendment(input: AmendmentInput): Promise<string>;
  /** How a root document reads now; throws for work that is none. */
  rootText(work: string): RootText;
  /** What is asked and not answered, oldest first. */
  questions(): readonly QuestionView[];
  /** Ends the loop that runs now, and the wish for one. Waits for a bounded time. */
  stopLoop(input: StopInput): Promise<StopView>;
  /** Follows a loop until something is worth telling. Changes nothing. */
  wait(input: FollowInput): Promise<WaitView>;
  /** Where the journal stands: a wait from here on misses nothing that comes later. */
  cursor(): string;
  /** What happened last, newest first. */
  events(limit: number): EventsView;
  /** Tells of what anybody commits, until the signal. Rejects when the workspace cannot be read any more. */
  changes(input: WatchInput): Promise<void>;
  /** What can be seen of a stage that runs; null = it does not run. */
  progress(attempt: string): StageProgress | null;
  /** Reads a document and puts it in the queue. */
  admit(input: AdmitInput): Promise<AdmitView>;
  tick(input: TickInput): Promise<TickView>;
  /** Where stages edit, as it stands now. Starts git where that is trusted; nothing is changed. */
  workPlace(): Promise<WorkPlaceView>;
  /** Throws when a stage of the plan that would run is not trusted, or lacks its program. */
  requireRunners(): void;
  list(input: ListInput): ListView;
  entries(input: EntriesInput): EntriesView;
  /** A root spec, a work item or a run; throws `input_invalid` for what is none. */
  show(key: string): ShowView;
  /** The whole document of a root spec or a work item; throws `input_invalid` for what is none. */
  document(key: string): DocumentView;
  logs(input: LogsInput): LogsView;
  /** What stages changed in the folder of the work. */
  diff(input: DiffInput): DiffView;
  runs(limit: number): RunView[];
  trace(runId: string): RunTrace;
  /** Reads a file that belongs to a run: an artifact, a prompt, harness output. */
  artifact(runId: string, path: string): { readonly bytes: Uint8Array; readonly mime: string };
  artifacts(
    runId: string,
  ): readonly { readonly path: string; readonly kind: string; readonly size_bytes: number }[];
  /** JSON of the adopted plan, or null. */
  adoptedPlan(): string | null;
  /** Text of the config that counts; null = no file, so the defaults; absent = no record says it. */
  configInForce(): string | null | undefined;
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
  /**
   * Renders everything anew; moves aside what stands in the way. `journal`: which one goes on, after
   * `journal_went_back`.
   */
  repair(journal?: JournalChoice | null): Promise<RepairView>;
  /** The decisions about a work item or run, from the journal and its archives. */
  why(input: WhyInput): WhyView;
  /** What happened to a lineage or a run from its beginning. Throws `run_not_found` for neither. */
  replay(input: ReplayInput): ReplayView;
  /** What storage may let go by the limits of the config; with `apply` it goes. */
  gc(apply: boolean): Promise<GcView>;
  close(): void;
}
