import type { SkillText } from '../changes/run.ts';
import type { Candidate, DecidedVersion, VersionFile } from '../changes/skills.ts';

/** Digests of one file of a skill before and after a version. null = it is not there. */
export type FileDigests = Pick<VersionFile, 'path'> & {
  readonly before: string | null;
  readonly after: string | null;
};

/** A version without its texts, which are in its record. */
export interface SkillVersion extends Omit<DecidedVersion, 'files'> {
  readonly files: readonly FileDigests[];
  readonly at: string;
  /** Sequence number of the record that holds the texts. */
  readonly seq: number;
}

/** A text that waits for somebody to decide. */
export interface WaitingCandidate extends Candidate {
  readonly at: string;
  readonly seq: number;
}

/** All that became of a skill since the runtime first changed it. */
export interface SkillHistory {
  readonly candidate: WaitingCandidate | null;
  /** Decided and not written yet. */
  readonly pending: SkillVersion | null;
  /** Written, oldest first; the newest ones are kept. */
  readonly versions: readonly SkillVersion[];
}

/** What stages that worked by one text of a skill came to. */
export interface SkillUse extends SkillText {
  readonly stages: number;
  /** Result class -> how many. */
  readonly results: Readonly<Record<string, number>>;
  /** The newest ones. */
  readonly runs: readonly string[];
}
