import type { CompileResult } from '../compiler/compile.ts';
import type { ConfigView } from '../compiler/config-view.ts';
import type { Diagnostic } from '../compiler/diagnostics.ts';
import type { ModeView } from '../compiler/mode-list.ts';
import type { ImportView, Runtime, RuntimeOptions, SkillText } from '../runtime/api/index.ts';
import type { Delegation } from '../runtime/ports/delegation.ts';
import type { DelegationView } from './delegation.ts';

export interface InitView {
  /** False when the workspace had a baseline already; then nothing was changed. */
  readonly created: boolean;
  /** Null when the config that was there names no usable mode. */
  readonly mode_id: string | null;
  readonly simulated: boolean;
  /** Below the workspace. */
  readonly config_path: string;
  readonly files_written: number;
  /** What runs the stages of the mode, and why; null where nothing was chosen. */
  readonly harness: ChosenHarness | null;
  /** Why there is none that can run the stages; null = there is one, or it was not looked for. */
  readonly unusable: string | null;
  /** State that had been deleted is back. */
  readonly restored: boolean;
  /** Its user has to agree before anything of it is started. */
  readonly untrusted: boolean;
  readonly notes: readonly string[];
}

export interface ChosenHarness {
  readonly name: string;
  readonly version: string | null;
  readonly login: string;
  readonly account: string;
  readonly permission: string;
  readonly why: string;
}

/** What the sources compile to now. Nothing is changed by looking. */
export interface CompileView {
  /** Null when there is no such mode. */
  readonly mode_id: string | null;
  readonly simulated: boolean;
  /** Null when there are errors, and so is its plan. */
  readonly plan_id: string | null;
  readonly plan: CompileResult['plan'];
  readonly loops: readonly {
    readonly plane: string;
    readonly loop_id: string;
    readonly nodes: number;
    /** Runner -> the nodes that it runs. */
    readonly runners: ReadonlyMap<string, readonly string[]>;
  }[];
  /** Errors first. */
  readonly diagnostics: readonly Diagnostic[];
  /** What another plan than the adopted one would change, a line each; null = it is no other. */
  readonly changes?: readonly string[] | null;
}

/** `preview` changes nothing; `rollback` puts back what the newest upgrade changed. */
export type UpgradeStep = 'preview' | 'apply' | 'rollback';

/** What is wanted for single files, by their paths below the runtime folder. */
export interface UpgradeChoices {
  readonly take: readonly string[];
  readonly keep: readonly string[];
  readonly merge: readonly string[];
  readonly localize_removed: readonly string[];
}

export interface UpgradeEntry {
  /** Below the runtime folder. */
  readonly path: string;
  readonly state: string;
  /** The word of release 0.18.0 for it. */
  readonly disposition: string;
  /** What an upgrade does with it. */
  readonly action: string;
  /** Of a file that both sides changed: whether both changes fit into one text. */
  readonly merge: 'clean' | 'overlap' | 'unknown' | null;
  /** From what lies there to what the release has; null = nothing to show. */
  readonly diff: string | null;
}

export interface UpgradeView {
  readonly baseline_id: string;
  readonly baseline_version: string;
  readonly package_id: string;
  readonly package_version: string;
  readonly applied: boolean;
  /** An upgrade, or the undoing of one, that was cut short: found by a preview, finished by an apply. */
  readonly cut_short: 'apply' | 'rollback' | null;
  /** Files whose state is not `unchanged`, in path order. */
  readonly entries: readonly UpgradeEntry[];
  /** Files that were changed, or would be, in path order. */
  readonly changed: readonly string[];
  /** What was edited since the upgrade that was undone, and where that text lies now. */
  readonly put_aside: readonly { readonly path: string; readonly to: string }[];
  /** Somebody changed them at the same time: they were left. */
  readonly left: readonly string[];
  /** Why the workspace would have no plan after it; empty = it would, or has none now. */
  readonly problems: readonly string[];
  /** Disposition -> files. */
  readonly counts: Readonly<Record<string, number>>;
  readonly simulated: boolean;
}

/** `preview` changes nothing; `rollback` puts back what was there before. */
export type ImportStep = 'preview' | 'apply' | 'rollback';

export interface ImportedView extends ImportView {
  readonly simulated: boolean;
  /** Its user has to agree before anything of it is started. */
  readonly untrusted: boolean;
}

export interface StartView {
  readonly already: boolean;
  /** Below the workspace. */
  readonly log: string;
}

/** One graph in both forms. */
export interface GraphTexts {
  readonly json: string;
  readonly mermaid: string;
}

export interface ReadSkill {
  /** The name of its folder. */
  readonly skill: string;
  readonly files: readonly SkillText[];
}

export interface SavedSkill extends ReadSkill {
  /** A path that ends in `.zip`, or the folder in which that of the skill is made. */
  readonly output: string;
  readonly replace: boolean;
  /** Also writes an index of all skills in that folder. */
  readonly shelf: boolean;
}

export interface SavedPlace {
  readonly path: string;
  /** Of the index of the shelf. */
  readonly index_sha256: string | null;
}

/** What somebody else offers. */
export interface IndexView {
  /** Where it was read, for a record. */
  readonly source: string;
  /** Where it was not read as it should be. */
  readonly note: string | null;
  readonly skills: readonly OfferedSkill[];
}

export interface OfferedSkill {
  readonly id: string;
  readonly description: string;
  readonly version?: string | undefined;
  readonly files: readonly OfferedFile[];
}

export interface OfferedFile {
  readonly path: string;
  readonly size_bytes: number;
  readonly sha256: string;
}

export interface IndexedSkillView extends Pick<IndexView, 'source' | 'note'> {
  readonly files: readonly SkillText[];
}

export interface SkillPage {
  /** Below the folder of all skills, like `millrace-ops-agent-manual/SKILL.md`. */
  readonly path: string;
  readonly text: string;
}

/** The product behind the operations. `src/backend` is the real one; tests bring their own. */
export interface Backend {
  openRuntime(options: RuntimeOptions): Promise<Runtime>;
  /** `actor`: who asks, as in `RuntimeOptions`. */
  init(input: {
    readonly root: string;
    readonly mode: string | null;
    /** Also in a folder that lies in another workspace. */
    readonly nested: boolean;
    /** What happens to state that was deleted here; null = the user is asked. */
    readonly state: 'restore' | 'anew' | null;
    readonly actor: string;
  }): Promise<InitView>;
  /** `adopted`: JSON of the plan to compare with. */
  compile(input: {
    readonly root: string;
    readonly mode: string | null;
    readonly adopted: string | null;
  }): Promise<CompileView>;
  /** Compares the managed assets with this release, and changes them; see `UpgradeStep`. */
  upgrade(input: {
    readonly root: string;
    readonly step: UpgradeStep;
    readonly choices: UpgradeChoices;
  }): Promise<UpgradeView>;
  /** Takes over a workspace that an earlier Millrace made; see `ImportStep`. */
  importEarlier(input: {
    readonly root: string;
    /** Workspace to copy; null = the one that is here. */
    readonly from: string | null;
    readonly step: ImportStep;
  }): Promise<ImportedView>;
  /** Starts a loop in a process of its own, unless one runs; resolves when it owns the workspace. */
  startLoop(input: { readonly root: string; readonly runtime: Runtime }): Promise<StartView>;
  /** Plane -> its compiled graph, from the JSON of a plan. */
  graphs(plan: string): Promise<ReadonlyMap<string, GraphTexts>>;
  /** The modes that a workspace declares, by id. */
  modes(root: string): Promise<readonly ModeView[]>;
  /**
   * The effective config of a workspace. `counting`: text of the config that counts, null = no file,
   * absent = no record says it; `plan`: JSON of the adopted plan.
   */
  config(input: {
    readonly root: string;
    readonly counting: string | null | undefined;
    readonly plan: string | null;
  }): Promise<ConfigView>;
  /** Reads a file inside the workspace, bounded; refuses what leads out of it. */
  readFile(root: string, path: string): Promise<Uint8Array>;
  /** A skill in a folder or an archive; `within`: it has to lie in that one, null = anywhere. */
  readSkill(path: string, within: string | null): Promise<ReadSkill>;
  /** Writes a skill that leaves a workspace. `anywhere`: also outside of it. */
  saveSkill(
    input: SavedSkill & { readonly root: string; readonly anywhere: boolean },
  ): Promise<SavedPlace>;
  /** What the pinned index of a workspace offers; see `[skills]`. */
  skillIndex(root: string, signal: AbortSignal): Promise<IndexView>;
  /** The texts of one of them, each compared with its digest. Nothing is written. */
  indexedSkill(root: string, skill: string, signal: AbortSignal): Promise<IndexedSkillView>;
  /** Reads a file wherever it lies, bounded: for whoever sits at the terminal. */
  readAnyFile(path: string): Promise<Uint8Array>;
  /** Pages of the skills that come with this release, in path order. */
  skills(): Promise<readonly SkillPage[]>;
  /** What the user lets agents do; `root`: the workspace that asks. */
  delegation(root: string): Promise<DelegationView>;
  /** Keeps what the user has filled in in a form. */
  keepDelegation(policy: Delegation): Promise<void>;
  /** Paths of the pages of the docs that come with this release, below their folder. */
  docs(): Promise<readonly string[]>;
  /** Text of one of them; null = there is none of that path. */
  doc(path: string): Promise<string | null>;
}
