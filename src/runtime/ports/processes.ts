/** Identity of a machine, a boot and a process view: what decides whether liveness can be judged. */
export interface Identity {
  readonly machine: string;
  readonly boot: string;
  readonly pid_namespace: string;
  readonly uid: number;
  readonly pid: number;
}

export interface ProcessEntry {
  readonly pid: number;
  readonly parent_pid: number;
  readonly group: number;
  /** Start time in the kernel's own unit; with the pid it names a process for ever on one boot. */
  readonly start: string;
  readonly argv: readonly string[];
  /** `NAME=value` entries; empty when they cannot be read. */
  readonly env: readonly string[];
}

export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Paths of files used as raw descriptors; null = the null device. stdout and stderr are appended to. */
  readonly stdin: string | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
}

export interface Child {
  /** 0 when the program could not be started. */
  readonly pid: number;
  /** Settles once: the exit code, null after a signal, or the system's error name when it never started. */
  readonly ended: Promise<{ code: number | null; error: string | null }>;
}

/** A program that waits on its standard input for one message. */
export interface WaitingChild extends Child {
  /** Hands the message over and ends the input. False when it is known to have ended. */
  give(text: string): boolean;
  /** Ends the input without a message, as the death of this process does. */
  hangUp(): void;
}

export interface Processes {
  self(): Identity;
  /** Starts a program in a session of its own that outlives this process. */
  spawnDetached(request: SpawnRequest): Child;
  /** The same, with a pipe from this process as stdin. */
  spawnWaiting(request: Omit<SpawnRequest, 'stdin'>): WaitingChild;
  /** Start time of a live process in the kernel's own unit, or null. */
  startOf(pid: number): string | null;
  /**
   * Milliseconds of the processor that a live process and those of its children that have ended have used;
   * null when it is gone. Absent where a system does not tell.
   */
  processorMs?(pid: number): number | null;
  /**
   * All live processes that can be seen; those that started before `since` may be left out. An empty
   * environment in the middle of an exec is read again. `older`: pids that were left out, for the next
   * listing at once: the numbers go round, so none of them can be somebody else by then.
   */
  list(since?: string | null, older?: Set<number>): ProcessEntry[];
  /** Signals the process only while it is still the one with that start time. Gone is fine. */
  signal(process: Pick<ProcessEntry, 'pid' | 'start'>, name: string): void;
  signalGroup(group: number, name: string): void;
}
