import type { PipedProgram, Pipes } from '../../../src/runtime/ports/pipes.ts';

type Ended = Awaited<PipedProgram['ended']>;

/** A Pi that a test speaks for: what it is told stands in `told`, and it says what the test lets it say. */
export class PlayedPi implements Pipes {
  readonly told: string[] = [];
  private output: (bytes: Uint8Array) => void = () => undefined;
  private settle: (end: Ended) => void = () => undefined;

  /** `obeys`: what ends it. */
  constructor(private readonly obeys: readonly string[] = ['eof', 'SIGTERM', 'SIGKILL']) {}

  start(argv: readonly string[], output: (bytes: Uint8Array) => void): PipedProgram {
    this.told.push(`start ${argv.join(' ')}`);
    this.output = output;
    const ended = new Promise<Ended>((resolve) => {
      this.settle = resolve;
    });
    return {
      send: (text) => this.told.push(...text.trimEnd().split('\n')),
      hangUp: () => this.hear('eof', 0),
      signal: (name) => this.hear(name, name === 'SIGTERM' ? 143 : 137),
      ended,
    };
  }

  says(...records: readonly unknown[]): void {
    for (const record of records) {
      const text = typeof record === 'string' ? record : `${JSON.stringify(record)}\n`;
      this.output(new TextEncoder().encode(text));
    }
  }

  ends(status: number, error: string | null = null): void {
    this.settle({ status, error });
  }

  private hear(what: string, status: number): void {
    this.told.push(what);
    if (this.obeys.includes(what)) this.ends(status);
  }
}
