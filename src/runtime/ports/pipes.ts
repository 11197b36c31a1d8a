/** A program that is talked to. Its stderr is that of this process. */
export interface PipedProgram {
  /** Writes to its stdin; does nothing once it has ended. */
  send(text: string): void;
  /** Closes its stdin. */
  hangUp(): void;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /**
   * Settles once, after its last output: the exit status as a shell says it, or the system's error
   * name when it never started.
   */
  readonly ended: Promise<{ readonly status: number; readonly error: string | null }>;
}

export interface Pipes {
  /** Starts a program in a session of its own, in the folder and environment of this process. */
  start(argv: readonly string[], output: (bytes: Uint8Array) => void): PipedProgram;
}
