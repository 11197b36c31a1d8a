export interface RateLimit {
  readonly per_second: number;
  readonly at_once: number;
}

/** Lets so many through in a second, and after a rest so many at once. */
export class Rate {
  readonly #limit: RateLimit;
  readonly #clock: { monotonic(): number };
  #left: number;
  #at_ms: number;

  constructor(limit: RateLimit, clock: { monotonic(): number }) {
    this.#limit = limit;
    this.#clock = clock;
    this.#left = limit.at_once;
    this.#at_ms = clock.monotonic();
  }

  take(): boolean {
    const { per_second, at_once } = this.#limit;
    const now_ms = this.#clock.monotonic();
    this.#left = Math.min(at_once, this.#left + ((now_ms - this.#at_ms) / 1000) * per_second);
    this.#at_ms = now_ms;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
