import type { ConfigView } from '../../compiler/config-view.ts';
import type { ModeView } from '../../compiler/mode-list.ts';
import type {
  CompileView,
  GraphTexts,
  ImportedView,
  ImportStep,
  IndexedSkillView,
  IndexView,
  InitView,
  ReadSkill,
  SavedPlace,
  SavedSkill,
  StartView,
  UpgradeChoices,
  UpgradeStep,
  UpgradeView,
} from '../../product/backend.ts';
import type { DelegationView } from '../../product/delegation.ts';
import type { Runtime, WaitLook } from '../../runtime/api/index.ts';
import type { Delegation } from '../../runtime/ports/delegation.ts';
import type { Step } from './step.ts';

/** In seconds; a terminal waits without an end. */
export interface WaitLimit {
  readonly default_seconds: number;
  readonly max_seconds: number;
}

/** Bytes of an answer: an agent pays for each of them; in a terminal nobody pays for what scrolls away. */
export function answerRoom(
  { wait }: Pick<OperationContext, 'wait'>,
  agent_bytes: number,
  terminal_bytes: number,
): number {
  return isTerminal({ wait }) ? terminal_bytes : agent_bytes;
}

/** Whoever sits at a terminal stays as long as it takes. */
export function isTerminal({ wait }: Pick<OperationContext, 'wait'>): boolean {
  return !Number.isFinite(wait.max_seconds);
}

/** `declined`: by a person, or by a client without one, which cannot be told apart. */
export type Choice =
  | { readonly kind: 'chosen'; readonly option: string }
  | { readonly kind: 'declined' | 'not_asked' };

/** All that an operation may use. It belongs to one call. */
export interface OperationContext {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly version: string;
  readonly signal: AbortSignal;
  progress(text: string): void;
  /** Sees each stage as it goes; absent = nobody wants to. */
  readonly watch?: ((look: WaitLook) => void) | undefined;
  /** The attempt in whose stage this process runs; null = in none that shows. */
  stage(): string | null;
  /**
   * A view of the workspace at one sequence number; throws `workspace_not_initialized` where there
   * is none. `clears`: also where something that is not ours stands in the way, which is put aside.
   */
  runtime(how?: { readonly clears: boolean }): Promise<Runtime>;
  init(input: {
    readonly mode: string | null;
    readonly nested: boolean;
    readonly state: 'restore' | 'anew' | null;
  }): Promise<InitView>;
  compile(mode: string | null, adopted: string | null): Promise<CompileView>;
  upgrade(input: {
    readonly step: UpgradeStep;
    readonly choices: UpgradeChoices;
  }): Promise<UpgradeView>;
  importEarlier(input: {
    readonly from: string | null;
    readonly step: ImportStep;
  }): Promise<ImportedView>;
  startLoop(): Promise<StartView>;
  /** Plane -> its graph, from the JSON of a plan. */
  graphs(plan: string): Promise<ReadonlyMap<string, GraphTexts>>;
  modes(): Promise<readonly ModeView[]>;
  /** See `Backend`. */
  config(input: {
    readonly counting: string | null | undefined;
    readonly plan: string | null;
  }): Promise<ConfigView>;
  readFile(path: string): Promise<Uint8Array>;
  /** A skill in a folder or an archive: in a terminal anywhere, else in the workspace. */
  readSkill(path: string): Promise<ReadSkill>;
  /** Writes a skill: in a terminal anywhere, else into the workspace. */
  saveSkill(saved: SavedSkill): Promise<SavedPlace>;
  /** What the pinned index offers. */
  skillIndex(): Promise<IndexView>;
  /** The texts of one of its skills, each compared with its digest. */
  indexedSkill(skill: string): Promise<IndexedSkillView>;
  /** Has whoever sits at the terminal type the id; false where nobody can be asked. */
  confirm(what: string, id: string): Promise<boolean>;
  /** Has the person in front of a client agree; null where that cannot be asked by a form. */
  agree(what: string): Promise<boolean | null>;
  /** Has the person in front of a client choose. `id` names the question. */
  choose(what: string, id: string, options: readonly string[]): Promise<Choice>;
  /** What the user lets agents do. */
  delegation(): Promise<DelegationView>;
  /** Keeps what the user has filled in. */
  keepDelegation(policy: Delegation): Promise<void>;
  /** A step as whoever asks would take it. */
  say(step: Step): string;
  callText(step: Step): string;
  /** How long whoever asks lets a call wait. */
  readonly wait: WaitLimit;
  /** URI under which this server shows something of this workspace. */
  resource(path: string): string;
}
