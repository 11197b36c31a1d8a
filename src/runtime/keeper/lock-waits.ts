import { isMillraceError } from '../errors/errors.ts';
import { DiskFault } from '../ports/disk.ts';
import type { HeldLock, Lock, LockWait } from '../ports/small.ts';

interface Wanted {
  wait: LockWait | null;
  taken: HeldLock | null;
  /** Of whoever waits just now. */
  hint: () => void;
}

/**
 * Locks of attempts that run, each waited for until its keeper lets go, so that the end of a stage is
 * told and not found by asking again and again. Only for an owner that stays: whoever has a lock has to
 * look, or nobody else can.
 */
export class LockWaits {
  private readonly wanted = new Map<string, Wanted>();
  private stays = false;

  constructor(private readonly lock: Lock) {}

  /** From now on, for each attempt of which a keeper has the lock. */
  stay(): void {
    this.stays = true;
  }

  /** A keeper has the lock, or is about to. */
  want(attempt: string): void {
    if (this.wanted.has(attempt)) return;
    this.wanted.set(attempt, { wait: null, taken: null, hint: () => undefined });
  }

  /** Begins to wait unless it does; `hint` is called when the lock is there, or will not come. */
  begin(attempt: string, path: string, hint: () => void): void {
    const one = this.wanted.get(attempt);
    if (!this.stays || one === undefined) return;
    one.hint = hint;
    one.wait ??= this.waitFor(attempt, path, one);
  }

  /** Whether the end will be told. */
  isPending(attempt: string): boolean {
    const one = this.wanted.get(attempt);
    return one !== undefined && one.wait !== null && one.taken === null;
  }

  isTaken(attempt: string): boolean {
    return this.wanted.get(attempt)?.taken != null;
  }

  /** The lock that was waited for, once; null when it is not there. */
  take(attempt: string): HeldLock | null {
    const taken = this.wanted.get(attempt)?.taken ?? null;
    if (taken !== null) this.wanted.delete(attempt);
    return taken;
  }

  forget(attempt: string): void {
    const one = this.wanted.get(attempt);
    this.wanted.delete(attempt);
    one?.taken?.release();
    one?.wait?.giveUp();
  }

  end(): void {
    this.stays = false;
    for (const attempt of [...this.wanted.keys()]) this.forget(attempt);
  }

  private waitFor(attempt: string, path: string, one: Wanted): LockWait | null {
    try {
      const wait = this.lock.wait?.(path) ?? null;
      void wait?.taken.then((taken) => this.told(attempt, one, taken));
      return wait;
    } catch (error) {
      if (error instanceof DiskFault || isMillraceError(error)) return null;
      throw error;
    }
  }

  private told(attempt: string, one: Wanted, taken: HeldLock | null): void {
    if (this.wanted.get(attempt) !== one) return taken?.release();
    one.taken = taken;
    if (taken === null) this.wanted.delete(attempt);
    one.hint();
  }
}
