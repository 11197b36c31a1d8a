/** Where stages edit, and with which rights. */
export interface WorkPlaceView {
  /** Absolute path. */
  readonly folder: string;
  /** False = nobody has trusted the workspace, so git was not asked. */
  readonly trusted: boolean;
  /** null = in no repository, or git cannot tell, or was not asked. */
  readonly standing: {
    /** null = on none. */
    readonly branch: string | null;
    /** Shortened; null = there is none yet. */
    readonly commit: string | null;
    /** Files with changes that are not committed, and files that git does not have. */
    readonly changed: number;
    readonly untracked: number;
  } | null;
  /** Permission levels of the plan's stages; empty = its runners know none. */
  readonly permissions: readonly string[];
  /** Whether stages have begun work that is not at its end: what is uncommitted may be theirs. */
  readonly begun: boolean;
}
