import type { Clock } from '../ports/small.ts';

/** Longest delay of one Node timer; a longer one would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const NANOSECONDS_PER_MS = 1_000_000;

export class NodeClock implements Clock {
  now(): number {
    return Date.now();
  }

  /** Node reads CLOCK_MONOTONIC, which all processes of one boot share. */
  monotonic(): number {
    return Number(process.hrtime.bigint()) / NANOSECONDS_PER_MS;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const end = this.monotonic() + ms;
    for (let left = ms; left > 0 && signal?.aborted !== true; left = end - this.monotonic()) {
      await pause(Math.min(left, TIMER_MS_MAX), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.ceil(ms));
    signal?.addEventListener('abort', done, { once: true });
  });
}
