import type {
  Child,
  Identity,
  ProcessEntry,
  Processes,
  SpawnRequest,
  WaitingChild,
} from '../runtime/ports/processes.ts';

/**
 * What a started program does, at once; it may exit, fork, or stay. One that waits for a message does it
 * when it has it: `input`, or null when its input ended without one.
 */
export type SimProgram = (
  self: SimProcess,
  request: Omit<SpawnRequest, 'stdin'>,
  input: string | null,
) => void;

export const SIM_IDENTITY: Identity = {
  machine: 'sim',
  boot: 'boot-1',
  pid_namespace: 'pid:[4026531836]',
  uid: 0,
  pid: 1,
};

/** A process that lives until it exits or is killed. A stopped one does nothing more by itself. */
export class SimProcess {
  alive = true;
  stopped = false;
  /** Called for signals other than SIGSTOP and SIGKILL; absent = they end it. */
  onSignal: ((name: string) => void) | null = null;
  /** Called at every listing while it runs. */
  onScan: (() => void) | null = null;
  /** Called when it is gone, as whoever waits for it would notice. */
  onExit: (() => void) | null = null;
  /** Survives SIGKILL, as a process in an uninterruptible wait does. */
  unkillable = false;
  private settle: (end: { code: number | null; error: null }) => void = () => {};
  readonly ended: Child['ended'] = new Promise((settle) => {
    this.settle = settle;
  });

  constructor(
    private readonly table: SimProcesses,
    readonly entry: ProcessEntry,
  ) {}

  exit(code: number | null): void {
    this.alive = false;
    this.settle({ code, error: null });
    this.onExit?.();
  }

  /** A child with the same environment, or with another one. */
  fork(more: Partial<ProcessEntry> = {}): SimProcess {
    return this.table.add({ ...this.entry, parent_pid: this.entry.pid, ...more });
  }

  signal(name: string): void {
    if (name === 'SIGSTOP') this.stopped = true;
    else if (name === 'SIGKILL') {
      if (!this.unkillable) this.exit(null);
    } else if (this.onSignal === null) this.exit(null);
    else this.onSignal(name);
  }
}

/** A process table without processes. */
export class SimProcesses implements Processes {
  readonly table: SimProcess[] = [];
  private lastPid = 100;

  constructor(
    private readonly program: SimProgram = () => {},
    readonly identity: Identity = SIM_IDENTITY,
  ) {}

  self(): Identity {
    return this.identity;
  }

  get living(): readonly SimProcess[] {
    return this.table.filter((one) => one.alive);
  }

  /** Adds a process; pid and start time are new unless they are given. */
  add(entry: Partial<ProcessEntry>): SimProcess {
    this.lastPid += 1;
    const pid = this.lastPid;
    const added = new SimProcess(this, {
      argv: [],
      env: [],
      parent_pid: 1,
      group: pid,
      ...entry,
      pid,
      start: String(pid),
    });
    this.table.push(added);
    return added;
  }

  spawnDetached(request: SpawnRequest): Child {
    const added = this.started(request);
    this.program(added, request, null);
    return { pid: added.entry.pid, ended: added.ended };
  }

  spawnWaiting(request: Omit<SpawnRequest, 'stdin'>): WaitingChild {
    const added = this.started(request);
    return {
      pid: added.entry.pid,
      ended: added.ended,
      hangUp: () => this.program(added, request, null),
      give: (text) => {
        const { alive } = added;
        if (alive) this.program(added, request, text);
        return alive;
      },
    };
  }

  private started({ argv, env }: Pick<SpawnRequest, 'argv' | 'env'>): SimProcess {
    return this.add({ argv, env: Object.entries(env).map((entry) => entry.join('=')) });
  }

  startOf(pid: number): string | null {
    return this.living.find(({ entry }) => entry.pid === pid)?.entry.start ?? null;
  }

  list(): ProcessEntry[] {
    const found = this.living.map((one) => one.entry);
    for (const one of this.living) if (!one.stopped) one.onScan?.();
    return found;
  }

  signal(target: Pick<ProcessEntry, 'pid' | 'start'>, name: string): void {
    const found = this.living.find(({ entry }) => entry.pid === target.pid);
    if (found?.entry.start === target.start) found.signal(name);
  }

  signalGroup(group: number, name: string): void {
    for (const one of this.living) if (one.entry.group === group) one.signal(name);
  }
}
