/** Numbers that decide everything; when they are used up, everything goes well. */
export class Tape {
  private at = 0;
  constructor(private readonly numbers: readonly number[]) {}

  get spent(): boolean {
    return this.at >= this.numbers.length;
  }

  /** From 0 to `options` - 1; 0 is the harmless choice, on most tapes as likely as all others. */
  pick(options: number): number {
    const number = this.numbers[this.at] ?? 0;
    this.at += 1;
    const isHarmless = number % 2 === 0 && this.isMild;
    return isHarmless ? 0 : (number >> 1) % options;
  }

  private get isMild(): boolean {
    return (this.numbers[0] ?? 0) % 4 !== 3;
  }

  of<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : values[this.pick(values.length)];
  }
}
