import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

export interface Stat {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
}

export function statOf(samples: readonly number[]): Stat {
  const sorted = Float64Array.from(samples).sort();
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const sum = sorted.reduce((all, one) => all + one, 0);
  return { p50: at(0.5), p99: at(0.99), mean: sum / Math.max(1, sorted.length) };
}

/** Milliseconds that a piece of work took. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const BARE_SIZE_BYTES = 2048;

/** What everything is compared with: one append of 2 KB with fdatasync, taken next to each sample. */
export class Bare {
  private readonly bytes = Buffer.alloc(BARE_SIZE_BYTES, 65);
  private readonly file: number;
  private at = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  sample(): number {
    return timed(() => {
      writeSync(this.file, this.bytes, 0, this.bytes.length, this.at);
      fdatasyncSync(this.file);
      this.at += this.bytes.length;
    });
  }

  /**
   * Mean of two appends: every second one begins a block of the file system and takes longer, and
   * what has its turn after an even number of appends would always be compared with the same half.
   */
  pair(): number {
    return (this.sample() + this.sample()) / 2;
  }

  close(): void {
    closeSync(this.file);
  }
}

/** One line of the table. `ok` null = for information. */
export interface Row {
  readonly what: string;
  readonly time?: Stat;
  /** Anything that is not a time, or what the times mean beside the reference. */
  readonly result?: string;
  readonly limit?: string;
  readonly ok: boolean | null;
}

export function ms(value: number): string {
  const digits = value < 0.1 ? 4 : value < 10 ? 3 : value < 100 ? 1 : 0;
  return value.toFixed(digits);
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} x`;
}
