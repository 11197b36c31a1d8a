import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import type {
  Child,
  Identity,
  ProcessEntry,
  Processes,
  SpawnRequest,
  WaitingChild,
} from '../ports/processes.ts';
import { send, spawnDetached, spawnWaiting } from './spawning.ts';

const RUN_MS_MAX = 5000;
const OUTPUT_SIZE_BYTES_MAX = 64 * 1024 * 1024;

/** What a program of the system prints; empty when it fails. */
export type Run = (argv: readonly string[]) => string;

/**
 * Processes as macOS shows them to ps. Start times are whole seconds there, and the environment of
 * programs that the system protects is hidden: what such a program starts is found by its parent.
 */
export class MacProcesses implements Processes {
  private identity: Identity | null = null;

  constructor(private readonly run: Run = runProgram) {}

  self(): Identity {
    this.identity ??= {
      machine: uuidIn(this.run(['ioreg', '-rd1', '-c', 'IOPlatformExpertDevice'])) ?? hostname(),
      boot: this.run(['sysctl', '-n', 'kern.bootsessionuuid']).trim(),
      // There are no namespaces: every process sees all others.
      pid_namespace: 'macos',
      uid: process.getuid?.() ?? -1,
      pid: process.pid,
    };
    return this.identity;
  }

  spawnDetached(request: SpawnRequest): Child {
    return spawnDetached(request);
  }

  spawnWaiting(request: Omit<SpawnRequest, 'stdin'>): WaitingChild {
    return spawnWaiting(request);
  }

  startOf(pid: number): string | null {
    const [found] = entriesIn(this.run(['ps', '-o', FIELDS, '-p', String(pid)]));
    return found?.start ?? null;
  }

  list(): ProcessEntry[] {
    const commands = commandsIn(this.run(['ps', '-axEww', '-o', 'pid=,command=']));
    const entries = entriesIn(this.run(['ps', '-ax', '-o', FIELDS]));
    return entries.map((entry) => ({ ...entry, ...(commands.get(entry.pid) ?? NOTHING) }));
  }

  signal(target: Pick<ProcessEntry, 'pid' | 'start'>, name: string): void {
    if (this.startOf(target.pid) === target.start) send(target.pid, name);
  }

  signalGroup(group: number, name: string): void {
    send(-group, name);
  }
}

const FIELDS = 'pid=,ppid=,pgid=,stat=,lstart=';
const NOTHING = { argv: [], env: [] };
const ENTRY = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*\S)\s*$/;

function entriesIn(text: string): Omit<ProcessEntry, 'argv' | 'env'>[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', start = ''] = ENTRY.exec(line) ?? [];
    // One that has ended and only waits to be reaped is no process any more.
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent_pid: Number(parent), group: Number(group), start }];
  });
}

/** ps prints the arguments, then the environment, with nothing but a space between two words. */
function commandsIn(text: string): Map<number, Pick<ProcessEntry, 'argv' | 'env'>> {
  const commands = new Map<number, Pick<ProcessEntry, 'argv' | 'env'>>();
  for (const line of text.split('\n')) {
    const [, pid, rest = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) continue;
    const words = rest.split(' ').filter((word) => word !== '');
    const isVariable = (word: string) => /^[A-Za-z_][A-Za-z0-9_]*=/.test(word);
    const first = words.findIndex(isVariable);
    const end = first < 0 ? words.length : first;
    commands.set(Number(pid), {
      argv: words.slice(0, end),
      env: words.slice(end).filter(isVariable),
    });
  }
  return commands;
}

function uuidIn(text: string): string | null {
  return /"IOPlatformUUID" = "([^"]+)"/.exec(text)?.[1] ?? null;
}

function runProgram([program = '', ...args]: readonly string[]): string {
  const { stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    // Dates in the words of no other language.
    env: { ...process.env, LC_ALL: 'C' },
    timeout: RUN_MS_MAX,
    maxBuffer: OUTPUT_SIZE_BYTES_MAX,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout ?? '';
}
