/** Wall time is data in records; waits use the monotonic clock, which does not count suspend. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds since boot (CLOCK_MONOTONIC: the same for all processes of one boot). */
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The only source of randomness. Everything that must be equal after a crash is derived from state
 * instead.
 */
export interface Ids {
  /** Lower-case hex of the given length. */
  hex(length: number): string;
}

export interface Hash {
  /** Lower-case hex SHA-256 of the UTF-8 text or the bytes. */
  sha256(data: string | Uint8Array): string;
}

/** A lock that the kernel releases when its holder dies. */
export interface Lock {
  /**
   * Takes the exclusive lock on the file at `path` (created when absent) without waiting. Returns
   * null when another open file description holds it; throws `lock_not_supported` where locks do
   * not work.
   */
  tryTake(path: string): HeldLock | null;
  /**
   * Waits for the lock on the file at `path` until its holder lets go, and is told of it by the kernel.
   * Absent where a system has no such wait.
   */
  wait?(path: string): LockWait;
}

export interface LockWait {
  /** Settles once: with the lock, or null when it was given up or cannot be had. */
  readonly taken: Promise<HeldLock | null>;
  giveUp(): void;
}

export interface HeldLock {
  /**
   * Replaces the content of the lock file: who holds it, for people and for `workspace_owned`. Not
   * synced.
   */
  describe(text: string): void;
  /** Whether the locked file is still the one at its path: otherwise somebody else can lock another. */
  isInPlace(): boolean;
  release(): void;
}

/** A hint that something under a path changed. Never the truth: the caller looks again, and polls as well. */
export interface Wake {
  /**
   * Calls `hint` after a change of the named paths; returns the function that stops watching. `failed`
   * hears of what cannot be watched, which may be nothing but a limit of the system.
   */
  watch(paths: readonly string[], hint: () => void, failed?: WatchFailed): () => void;
  /** The same of the files in one folder, also of one that is not there yet, and of edits in place. */
  follow(folder: string, hint: () => void, failed: WatchFailed): () => void;
}

/** `why`: what the system says. */
export type WatchFailed = (path: string, why: string) => void;

/** A working tree and its repository. */
export interface Tree {
  /** Where it stands in its repository, without what lies below `without`; null = nobody can tell. */
  standing(workDir: string, without: string): Promise<TreeStanding | null>;
}

export interface TreeStanding {
  /** null = on none. */
  readonly branch: string | null;
  /** Shortened; null = there is none yet. */
  readonly commit: string | null;
  /** Files that the repository has and that were changed since, staged or not. */
  readonly changed: number;
  /** Files that it does not have and does not ignore; a new folder is one. */
  readonly untracked: number;
}
