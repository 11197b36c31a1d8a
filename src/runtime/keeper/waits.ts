import { exhausted } from '../errors/exhausted.ts';
import type { HeldLock } from '../ports/small.ts';
import { Doubts } from './doubts.ts';
import { ATTEMPT_FILES } from './files.ts';
import { LockWaits } from './lock-waits.ts';
import type { AttemptsPorts } from './ports.ts';
import type { AttemptView } from './types.ts';

const POLL_MS = 200;

/** When an attempt is worth a look, and what is waited for until then. */
export class AttemptWaits {
  private readonly doubts = new Doubts();
  private readonly locks: LockWaits;

  constructor(
    private readonly ports: AttemptsPorts,
    private readonly directory: (attempt: string) => string,
  ) {
    this.locks = new LockWaits(ports.lock);
  }

  /** For an owner that stays: the end of an attempt is told by its lock. */
  stay(): void {
    this.locks.stay();
  }

  end(): void {
    this.locks.end();
  }

  spawned(attempt: string): void {
    this.locks.want(attempt);
  }

  /** The lock of an attempt that has ended, where it was waited for. */
  takeLock(attempt: string): HeldLock | null {
    return this.locks.take(attempt);
  }

  looked(attempt: string, { row }: AttemptView): void {
    if (row !== 'completed' && this.hasCompletion(attempt)) {
      this.doubts.add(attempt, this.ports.clock.monotonic());
    }
    switch (row) {
      case 'held':
        return this.locks.want(attempt);
      case 'starting':
      case 'succeeding':
        return;
      case 'completed':
      case 'void':
      case 'directory_missing':
      case 'not_judgeable':
        this.doubts.end(attempt);
        return this.locks.forget(attempt);
      default:
        return exhausted(row);
    }
  }

  /** `each`: what is done whenever it wakes. */
  async wait(
    attempt: string,
    ms: number,
    signal: AbortSignal | undefined,
    each: (now_ms: number) => void,
  ): Promise<void> {
    const { clock, wake } = this.ports;
    let nap = new AbortController();
    const stop = () => nap.abort();
    const claim = this.pathOf(attempt, 'claim');
    const unwatch = wake.watch([claim, this.pathOf(attempt, 'completion')], stop);
    signal?.addEventListener('abort', stop);
    const end = clock.monotonic() + ms;
    try {
      while (!signal?.aborted) {
        const now = clock.monotonic();
        each(now);
        this.locks.begin(attempt, claim, () => nap.abort());
        const left_ms = Math.min(end, this.dueAt(attempt, now)) - now;
        if (left_ms <= 0) return;
        if (nap.signal.aborted) nap = new AbortController();
        await clock.sleep(Math.min(POLL_MS, left_ms), nap.signal);
      }
    } finally {
      unwatch();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** At once, when what was doubted is due again, or not yet. */
  private dueAt(attempt: string, now_ms: number): number {
    if (this.locks.isTaken(attempt)) return now_ms;
    if (this.hasCompletion(attempt)) {
      if (this.locks.isPending(attempt)) this.doubts.await(attempt, now_ms);
      return this.doubts.dueAt(attempt) ?? now_ms;
    }
    return this.isGone(attempt) ? now_ms : Number.POSITIVE_INFINITY;
  }

  private isGone(attempt: string): boolean {
    return this.ports.disk.stat(this.directory(attempt))?.kind !== 'dir';
  }

  private hasCompletion(attempt: string): boolean {
    if (this.isGone(attempt)) return false;
    return this.ports.disk.stat(this.pathOf(attempt, 'completion')) !== null;
  }

  private pathOf(attempt: string, file: 'claim' | 'completion'): string {
    return `${this.directory(attempt)}/${ATTEMPT_FILES[file]}`;
  }
}
