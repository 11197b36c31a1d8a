import type { ProcessEntry } from '../ports/processes.ts';
import { ATTEMPT_FILES, ATTEMPT_VARIABLE, KEEPER_VARIABLE, MARK_VARIABLE } from './files.ts';

/**
 * Whose processes are meant. Ids of attempts are unique in their workspace, and two copies of one
 * workspace have equal ones: a process is of an attempt when it carries the workspace's long id too.
 */
export interface AttemptRef {
  readonly attempt: string;
  /** Null: dispatched by an earlier release, whose variables named the attempt alone. */
  readonly workspace: string | null;
  /** Absolute path of the attempt directory. */
  readonly directory: string;
}

export function markOf(workspace: string, attempt: string): string {
  return `${workspace}/${attempt}`;
}

/** Of a keeper that has no attempt yet; it keeps it, for nobody can change the environment of a process. */
export function spareMarkOf(workspace: string): string {
  return markOf(workspace, 'spare');
}

export function isSpare({ env }: ProcessEntry, { workspace }: AttemptRef): boolean {
  return workspace !== null && env.includes(`${KEEPER_VARIABLE}=${spareMarkOf(workspace)}`);
}

export function isHarness({ env }: ProcessEntry, ref: AttemptRef): boolean {
  const { attempt, workspace, directory } = ref;
  if (workspace !== null) return env.includes(`${MARK_VARIABLE}=${markOf(workspace, attempt)}`);
  if (!env.includes(`${ATTEMPT_VARIABLE}=${attempt}`)) return false;
  // The place tells the processes of a copy apart, as far as they still name it.
  const place = `${OUTBOX_VARIABLE}=${directory}/${ATTEMPT_FILES.outbox}`;
  return (
    env.every((entry) => !entry.startsWith(`${MARK_VARIABLE}=`)) &&
    env.every((entry) => !entry.startsWith(`${OUTBOX_VARIABLE}=`) || entry === place)
  );
}

export function isKeeper({ argv, env }: ProcessEntry, ref: AttemptRef): boolean {
  const { attempt, workspace, directory } = ref;
  if (workspace !== null) return env.includes(`${KEEPER_VARIABLE}=${markOf(workspace, attempt)}`);
  return env.includes(`${KEEPER_VARIABLE}=${attempt}`) && argv.includes(directory);
}

/** What every release has told its stages. */
const OUTBOX_VARIABLE = 'MILLRACE_OUT';
