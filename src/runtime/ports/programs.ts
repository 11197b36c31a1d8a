export interface ProgramCall {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** All of it; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeout_ms: number;
}

export interface ProgramSaid {
  /** Exit code; null after a signal, a timeout, or when it never started. */
  readonly code: number | null;
  /** The beginning of stdout and stderr, one after the other. */
  readonly text: string;
}

/** Programs that are asked a short question. Contract: `ask` never rejects, and ends in time. */
export interface Programs {
  /** Runs it without input. What does not end in time is killed with its children. */
  ask(call: ProgramCall): Promise<ProgramSaid>;
}
