import type { Clock } from '../runtime/ports/small.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export interface SimClockOptions {
  /** Wall time at the start, milliseconds since the epoch. */
  readonly now_ms?: number;
  /** true: a sleep moves the time forward by itself and resolves in the next microtask. */
  readonly auto?: boolean;
}

const START_MS = Date.UTC(2026, 0, 1);

/** Time that moves only when a test says so. Sleepers wake in the order of their ends. */
export class SimClock implements Clock {
  private wall: number;
  private elapsed = 0;
  private sleepers: Sleeper[] = [];
  private readonly auto: boolean;

  constructor(options: SimClockOptions = {}) {
    this.wall = options.now_ms ?? START_MS;
    this.auto = options.auto ?? false;
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.elapsed;
  }

  get sleeping(): number {
    return this.sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true || ms <= 0) return Promise.resolve();
    if (this.auto) {
      this.advance(ms);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const sleeper = { until: this.elapsed + ms, wake: resolve };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', () => this.leave(sleeper), { once: true });
    });
  }

  advance(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
    const due = this.sleepers.filter((sleeper) => sleeper.until <= this.elapsed);
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.until > this.elapsed);
    for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
  }

  /** Wall time jumps, as after a correction; waits do not notice. */
  setWall(now_ms: number): void {
    this.wall = now_ms;
  }

  private leave(sleeper: Sleeper): void {
    this.sleepers = this.sleepers.filter((other) => other !== sleeper);
    sleeper.wake();
  }
}
