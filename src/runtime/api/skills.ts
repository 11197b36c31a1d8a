/** What a person decides about skills, and what is proposed of them. */
export type SkillCommand =
  /** Takes the text that waits. */
  | { readonly name: 'promote_skill'; readonly skill: string; readonly is_person: boolean }
  | { readonly name: 'drop_skill'; readonly skill: string; readonly reason: string }
  /** `to`: a version; 0 = before the first; null = the one before the newest. */
  | {
      readonly name: 'revert_skill';
      readonly skill: string;
      readonly to: number | null;
      readonly is_person: boolean;
    }
  | {
      readonly name: 'install_skill';
      readonly skill: string;
      readonly files: readonly SkillText[];
      /** Where it comes from, for the record. */
      readonly source: string;
      /** In the place of one that is there. */
      readonly replace: boolean;
      readonly is_person: boolean;
    };

export interface SkillText {
  /** Below the folder of the skill. */
  readonly path: string;
  readonly text: string;
}

/** What a command would come to; nothing is recorded. */
export interface SkillPreview {
  readonly detail: string;
  readonly files: readonly {
    /** Below `millrace-agents/`. */
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** It is done only when a person says so, or a policy of the user. */
  readonly needs_person: boolean;
}

/** `shipped`: as the release brings it; `edited`: of the release, with another text; `own`: neither. */
export type SkillOrigin = 'shipped' | 'edited' | 'own';

export interface SkillRow {
  readonly id: string;
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly description: string;
  readonly origin: SkillOrigin;
  /** Stages of the plan that work by it. */
  readonly stages: readonly string[];
  /** Newest that was written here; null = none was. */
  readonly version: number | null;
  /** A text for it waits for a decision. */
  readonly has_candidate: boolean;
  /** A version is decided, and is written when runs that work by the old one have ended. */
  readonly is_pending: boolean;
  /** What is wrong with it. */
  readonly problems: readonly string[];
}

export interface SkillsView {
  readonly simulated: boolean;
  readonly skills: readonly SkillRow[];
}

/** What stages that worked by one text of a skill came to. */
export interface SkillUseView {
  /** null = a text that the runtime did not write, or not any more. */
  readonly version: number | null;
  readonly is_current: boolean;
  readonly sha256: string;
  readonly stages: number;
  /** Result class -> how many. */
  readonly results: Readonly<Record<string, number>>;
  /** The newest ones, which can be looked at. */
  readonly runs: readonly string[];
}

export interface SkillCandidateView {
  readonly run: string;
  /** Of the learning that it came of. */
  readonly item: string | null;
  readonly at: string;
  readonly simulated: boolean;
  readonly text: string;
  /** Why it cannot be taken as it is; null = it can. */
  readonly problem: string | null;
}

export interface SkillVersionView {
  readonly version: number;
  readonly act: string;
  readonly actor: string;
  readonly agreed: string;
  readonly source: string;
  readonly at: string;
  readonly is_written: boolean;
}

export interface SkillView extends SkillRow {
  readonly simulated: boolean;
  readonly text: string;
  /** Besides `SKILL.md`. */
  readonly files: readonly string[];
  readonly candidate: SkillCandidateView | null;
  /** Newest first. */
  readonly versions: readonly SkillVersionView[];
  readonly uses: readonly SkillUseView[];
}
