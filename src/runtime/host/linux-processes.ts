import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { MillraceError } from '../errors/errors.ts';
import type {
  Child,
  Identity,
  ProcessEntry,
  Processes,
  SpawnRequest,
  WaitingChild,
} from '../ports/processes.ts';
import { send, spawnDetached, spawnWaiting } from './spawning.ts';

/**
 * An empty environment in the middle of an exec lasts microseconds; a reading that stays empty is
 * believed.
 */
const EMPTY_READS_MAX = 50;
/** A process with arguments and without an environment really has none. */
const EMPTY_READS_WITH_ARGUMENTS_MAX = 4;

/** Processes as Linux shows them in /proc. */
export class LinuxProcesses implements Processes {
  self(): Identity {
    const boot = read('/proc/sys/kernel/random/boot_id').trim();
    if (boot === '') throw noProcesses();
    return {
      machine: read('/etc/machine-id').trim() || hostname(),
      boot,
      pid_namespace: readLink('/proc/self/ns/pid'),
      uid: process.getuid?.() ?? -1,
      pid: process.pid,
    };
  }

  spawnDetached(request: SpawnRequest): Child {
    return spawnDetached(request);
  }

  spawnWaiting(request: Omit<SpawnRequest, 'stdin'>): WaitingChild {
    return spawnWaiting(request);
  }

  startOf(pid: number): string | null {
    return readStat(pid)?.start ?? null;
  }

  processorMs(pid: number): number | null {
    return readStat(pid)?.processor_ms ?? null;
  }

  list(since: string | null = null, older = new Set<number>()): ProcessEntry[] {
    const found: ProcessEntry[] = [];
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (Number.isNaN(pid) || older.has(pid)) continue;
      if (since !== null && isOlder(pid, since)) {
        older.add(pid);
        continue;
      }
      const entry = readSettled(pid);
      if (entry !== null) found.push(entry);
    }
    return found;
  }

  signal(target: Pick<ProcessEntry, 'pid' | 'start'>, name: string): void {
    if (readStat(target.pid)?.start !== target.start) return;
    send(target.pid, name);
  }

  signalGroup(group: number, name: string): void {
    send(-group, name);
  }
}

/** Ticks since the boot. Of most processes nothing else has to be read then. */
function isOlder(pid: number, since: string): boolean {
  const stat = readStat(pid);
  return stat === null || Number(stat.start) < Number(since);
}

function readSettled(pid: number): ProcessEntry | null {
  let entry: ProcessEntry | null = null;
  for (let reads = 1; reads <= EMPTY_READS_MAX; reads += 1) {
    entry = readProcess(pid);
    if (entry === null || entry.env.length > 0) return entry;
    // The program file of another user cannot be read, and neither can the environment.
    if (readLink(`/proc/${pid}/exe`) === '') return entry;
    if (entry.argv.length > 0 && reads >= EMPTY_READS_WITH_ARGUMENTS_MAX) return entry;
    pauseOneMillisecond();
  }
  return entry;
}

function readProcess(pid: number): ProcessEntry | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  const { parent_pid, group, start } = stat;
  const env = zeroSeparated(read(`/proc/${pid}/environ`));
  return { pid, parent_pid, group, start, argv: zeroSeparated(read(`/proc/${pid}/cmdline`)), env };
}

/** Flag of a thread of the kernel: it has no environment, and nobody of us has started it. */
const KERNEL_THREAD = 0x00200000;

/** Of the clock in which the kernel counts the use of processors, whatever its own is. */
const TICK_MS = 10;

type ProcessStat = Pick<ProcessEntry, 'parent_pid' | 'group' | 'start'> & {
  readonly processor_ms: number;
};

/** null = no such process, one that has ended and only waits to be reaped, or the kernel's own. */
function readStat(pid: number): ProcessStat | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === '') return null;
  // The second field is the program's name in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const start = fields[19];
  if (state === 'Z' || state === 'X' || start === undefined) return null;
  // Bitwise: of several flags only this one counts.
  if ((Number(fields[6]) & KERNEL_THREAD) !== 0) return null;
  // In programs and in the kernel for them, its own and that of children it has waited for.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    parent_pid: Number(parent),
    group: Number(group),
    start,
    processor_ms: ticks * TICK_MS,
  };
}

function zeroSeparated(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function pauseOneMillisecond(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

function noProcesses(): MillraceError {
  return new MillraceError('platform_not_supported', {
    what: 'This system does not show its processes under /proc',
    expected: 'a mounted /proc, as Linux and its containers have it',
    next: 'mount /proc, or run Millrace elsewhere',
  });
}
