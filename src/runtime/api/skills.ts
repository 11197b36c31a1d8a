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
      /** Somebody else wrote it: only a person takes it. */
      readonly from_index: boolean;
      readonly is_person: boolean;
    }
  /** Takes what an index has now, file by file; what was edited here stays, with the new text beside it. */
  | {
      readonly name: 'refresh_skill';
      readonly skill: string;
      readonly files: readonly SkillText[];
      readonly source: string;
      readonly is_person: boolean;
    };

export interface SkillText {
  /** Below the folder of the skill. */
  readonly path: string;
  readonly text: string;
}

/** What somebody else offers, by its digests. */
export interface OfferedSkill {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** How an offer stands beside what is here. */
export interface SkillOffer {
  readonly id: string;
  /** `available`: not here; `newer`: the offer changed since it was installed; `current`: it did not. */
  readonly state: 'available' | 'newer' | 'current';
  /** Somebody edited a file of it here. */
  readonly is_edited: boolean;
}

/** A skill as it leaves a workspace. */
export interface SkillExport {
  readonly skill: string;
  /** Below its folder. What hides says what the others were, and what became of it here. */
  readonly files: readonly SkillText[];
}

/** What a command would come to; nothing is recorded. */
export interface SkillPreview {
  readonly detail: string;
  readonly files: readonly {
    /** Below `millrace-agents/`. */
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
    /** Of the text afterwards, or of the one that goes. */
    readonly size_bytes: number;
    readonly sha256: string;
    /** Somebody could run it. Nothing here does. */
    readonly is_script: boolean;
  }[];
  /** Edited here, so it stays as it is. Below `millrace-agents/`. */
  readonly kept: readonly string[];
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
