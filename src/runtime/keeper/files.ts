/**
 * The attempt directory, `millrace-agents/attempts/<attempt id>/`. Made durable before the dispatch
 * record, never recreated.
 *
 * - `request.json`: what the keeper runs, written by the owner before the record
 * - `prompt.md`: what goes to the harness
 * - `in/`: copies of what the stage may read
 * - `out/`: what the stage hands back: `result.json`, `work/<id>.md`, declared artifacts
 * - `claim`: of a keeper that runs it, or of an owner that voids it; locked before it gets its name
 * - `spawning`: durable before the spawn; holds the start of the deadline
 * - `stdout`, `stderr`: raw bytes of the harness
 * - `cancel`: written by the owner
 * - `stopping`: written before the first signal, with the reason
 * - `exit.<status>`: created empty by the recorder: the exit status is the name
 * - `completion`: written once, last
 */
export const ATTEMPT_FILES = {
  request: 'request.json',
  prompt: 'prompt.md',
  inputs: 'in',
  outbox: 'out',
  claim: 'claim',
  spawning: 'spawning',
  stdout: 'stdout',
  stderr: 'stderr',
  cancel: 'cancel',
  stopping: 'stopping',
  completion: 'completion',
  log: 'keeper.log',
  /** Room that is taken before the claim: a full disk cannot refuse what is written there later. */
  exitReserve: 'exit.reserve',
  completionReserve: 'completion.reserve',
  spawningReserve: 'spawning.reserve',
} as const;

export const COMPLETION_SIZE_BYTES = 4096;
export const SPAWNING_SIZE_BYTES = 512;

/** Beside the attempt directories: what spare keepers have ready, a folder for each. */
export const SPARE_FOLDER = '.spare';

/** Tells every process of the attempt which one it is. */
export const ATTEMPT_VARIABLE = 'MILLRACE_ATTEMPT';
/** Carried by every process of the attempt, so that escaped children are found; see `mark.ts`. */
export const MARK_VARIABLE = 'MILLRACE_MARK';
/** Carried by the keeper itself, with the same value. */
export const KEEPER_VARIABLE = 'MILLRACE_KEEPER';

/** Exit statuses of the keeper process. */
export const KEEPER_STATUS = {
  done: 0,
  failed: 70,
  directory_gone: 74,
  taken_by_another: 75,
  not_assigned: 76,
} as const;
