import type {
  Blocker,
  EventView,
  ListRow,
  StageProgress,
  StatusView,
} from '../../runtime/api/index.ts';

/** One workspace at one look: what the operations tell, and nothing reckoned anew. */
export interface WatchedWorkspace {
  /** Absolute path. */
  readonly place: string;
  readonly look: WatchLook | WatchProblem;
}

export interface WatchLook {
  readonly kind: 'look';
  readonly status: StatusView;
  /** Attempt -> what can be seen of it. */
  readonly doing: ReadonlyMap<string, StageProgress>;
  /** Root specs that are open, the newest first; `status.specs` tells more of those that were begun. */
  readonly open: readonly ListRow[];
  /** What waits for somebody or does not go on, each with the command that answers or ends it. */
  readonly waits: readonly Waiting[];
  /** The newest last. */
  readonly events: readonly EventView[];
}

export interface Waiting {
  readonly of: Blocker;
  /** The same in words. */
  readonly what: string;
  /** What a person does before the command; null = nothing. */
  readonly first: string | null;
  readonly command: string;
}

/** It cannot be looked at now; the next look tries again. */
export interface WatchProblem {
  readonly kind: 'problem';
  readonly code: string;
  readonly what: string;
  readonly next: string;
}

export interface WatchView {
  readonly workspaces: readonly WatchedWorkspace[];
  /** More than are watched. */
  readonly hidden: number;
}
