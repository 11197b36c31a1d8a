import type { LoopView } from '../runtime/api/index.ts';

/** A workspace of a user, as a list of all of them shows it. */
export interface WorkspaceRow {
  readonly id: string;
  /** Where it was last seen. */
  readonly place: string;
  /** Null where it cannot be opened, for `problem`. */
  readonly standing: WorkspaceStanding | null;
  readonly problem: WorkspaceProblem | null;
}

export interface WorkspaceStanding {
  readonly condition: string;
  readonly loop: Pick<LoopView, 'running' | 'should_run' | 'since' | 'pid'>;
  readonly simulated: boolean;
  /** Root specs that are open. */
  readonly specs: readonly {
    readonly root: string;
    readonly title: string;
    readonly state: string;
  }[];
  /** What does not go on by itself. */
  readonly blockers: number;
  /** Questions that nobody answered. */
  readonly questions: number;
}

export interface WorkspaceProblem {
  readonly kind: 'gone' | 'another' | 'none' | 'unreadable' | 'error';
  readonly what: string;
  readonly next: string;
}
