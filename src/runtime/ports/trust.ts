/**
 * What a workspace says that executes or instructs, and whether its user has agreed to it. A workspace
 * that came from elsewhere is data: nothing that it names is started before.
 */

/** `files`: what a runner names that lies in the workspace. The rest of them are kinds of assets. */
export type TrustKind =
  | 'runner'
  | 'words'
  | 'files'
  | 'mode'
  | 'graph_loop'
  | 'stage_kind'
  | 'entrypoint'
  | 'skill'
  | 'family';

/** One thing that counts by its content, wherever that lies. */
export interface TrustItem {
  readonly kind: TrustKind;
  /** Of a runner, or a path: below `millrace-agents/` of an asset, below the workspace of a file. */
  readonly name: string;
  readonly sha256: string;
  /** In a line, for people. */
  readonly line: string;
  /** All of it, as a person would read it; null = what the file holds. */
  readonly text: string | null;
  /** The installed release brings the same. */
  readonly shipped: boolean;
}

export interface TrustSubject {
  /** Absolute path of the workspace, links resolved. */
  readonly place: string;
  /** Its long id; null = it has none yet, as a clone. */
  readonly workspace: string | null;
  readonly items: readonly TrustItem[];
}

/** Who has trusted it: `init` that made it, a person who was shown it, or a policy of the user. */
export const TRUST_SOURCES = ['init', 'person', 'policy'] as const;
export type TrustSource = (typeof TRUST_SOURCES)[number];

export type TrustVerdict =
  | {
      readonly trusted: true;
      readonly by: TrustSource;
      /**
       * It is trusted as it is when something of it first starts, and this is not kept yet: its user
       * has just made it, or a policy says so.
       */
      readonly first: boolean;
    }
  | {
      readonly trusted: false;
      /** `unknown`: nobody has trusted a workspace of this id at this place. */
      readonly why: 'unknown' | 'changed';
      /** What would run, as far as it is not trusted. */
      readonly items: readonly TrustItem[];
      /** What of the user's own settings counts for nothing, and why. */
      readonly notes: readonly string[];
    };

/** What the user of this process has agreed to. Contract: `judge` changes nothing and is cheap. */
export interface Trust {
  judge(subject: TrustSubject): TrustVerdict;
  /** Keeps that the subject is trusted as it is now. Throws when that cannot be kept. */
  keep(subject: TrustSubject, by: TrustSource): void;
  /**
   * Whether this user lets whoever asks in their name decide what needs a person, in the workspace at
   * this place (absolute, links resolved).
   */
  decides(place: string): boolean;
  /** Whether this user takes what stages propose skills to read like, without being asked. */
  promotes(place: string): boolean;
}
