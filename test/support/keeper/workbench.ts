import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeClock } from '../../../src/runtime/host/clock.ts';
import { NodeDisk } from '../../../src/runtime/host/disk.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { NodeIds } from '../../../src/runtime/host/ids.ts';
import { LinuxProcesses } from '../../../src/runtime/host/linux-processes.ts';
import { KernelLock } from '../../../src/runtime/host/lock.ts';
import { FileWake } from '../../../src/runtime/host/wake.ts';
import { KeeperAttempts } from '../../../src/runtime/keeper/attempts.ts';
import { type AttemptRef, isSpare } from '../../../src/runtime/keeper/mark.ts';
import { harnessOf, keepersOf, processTreeOf } from '../../../src/runtime/keeper/process-tree.ts';
import type { AttemptView, Completion, LaunchSpec } from '../../../src/runtime/keeper/types.ts';
import type { Identity, ProcessEntry } from '../../../src/runtime/ports/processes.ts';

/** Only for what never comes: a machine that is busy elsewhere is waited for. */
const WAIT_MS_MAX = 120_000;

/** A process view with parts of its identity replaced. */
class Stranger extends LinuxProcesses {
  constructor(private readonly other: Partial<Identity>) {
    super();
  }
  override self(): Identity {
    return { ...super.self(), ...this.other };
  }
}

/** One attempt with real processes in a folder of its own. Owners come and go; the attempt stays. */
export class Workbench {
  readonly base = mkdtempSync(join(tmpdir(), 'millrace-keeper-'));
  readonly attempts = join(this.base, 'attempts');
  readonly disk = new NodeDisk();
  readonly processes = new LinuxProcesses();
  readonly clock = new NodeClock();
  readonly id: string;
  readonly workspace: string;
  readonly rows: string[] = [];

  constructor(
    readonly entry: string,
    id = `q-${new NodeIds().hex(8)}-1`,
  ) {
    this.id = id;
    this.workspace = new NodeIds().hex(32);
    mkdirSync(this.attempts);
    writeFileSync(join(this.base, 'log'), '');
  }

  get ref(): AttemptRef {
    return { attempt: this.id, workspace: this.workspace, directory: this.dir };
  }

  get dir(): string {
    return join(this.attempts, this.id);
  }

  owner(
    env: Record<string, string> = {},
    identity: Partial<Identity> = {},
    release = 'test',
  ): KeeperAttempts {
    const ports = {
      disk: this.disk,
      ids: new NodeIds(),
      hash: new NodeHash(),
      lock: new KernelLock(),
      wake: new FileWake(),
      clock: this.clock,
      processes: new Stranger(identity),
    };
    const keeper = {
      argv: [process.execPath, this.entry],
      bare: { PATH: process.env.PATH ?? '', ...env },
      env: { SECRET: 'of the owner' },
      release,
    };
    return new KeeperAttempts(ports, this.attempts, () => this.workspace, keeper);
  }

  /** The shell script that plays the harness. Two at once would be seen by the lock that all descendants inherit. */
  harness(body: string, more: Partial<LaunchSpec> = {}): LaunchSpec {
    const script = [
      `exec 8>>"${this.base}/one"`,
      `flock -n 8 || echo DOUBLE >>"${this.base}/log"`,
      `echo start >>"${this.base}/log"`,
      body,
    ];
    writeFileSync(join(this.base, 'harness.sh'), `${script.join('\n')}\n`);
    return {
      attempt: this.id,
      workspace: this.workspace,
      argv: ['sh', join(this.base, 'harness.sh')],
      cwd: this.base,
      env: { PATH: process.env.PATH ?? '' },
      stdin: null,
      timeout_ms: 0,
      silence_ms: 0,
      stop: [
        { signal: 'SIGINT', grace_ms: 150 },
        { signal: 'SIGTERM', grace_ms: 150 },
      ],
      ...more,
    };
  }

  /** A harness that runs until `go`, and ends then. */
  ending(last: string): LaunchSpec {
    return this.harness(`until [ -e "${this.base}/go" ]; do sleep 0.02; done\n${last}`);
  }

  go(): void {
    writeFileSync(join(this.base, 'go'), '');
  }

  dispatch(owner: KeeperAttempts, spec: LaunchSpec): void {
    owner.prepare(spec, new Map([['prompt.md', 'the prompt\n']]));
    owner.spawn(this.id);
  }

  /** Looks until the attempt is over and returns the last view. */
  async settled(owner: KeeperAttempts): Promise<AttemptView> {
    let last: AttemptView | null = null;
    await this.until(() => {
      last = owner.look(this.id);
      if (this.rows.at(-1) !== last.row) this.rows.push(last.row);
      return ['completed', 'void', 'directory_missing'].includes(last.row);
    });
    if (last === null) throw new Error('never looked');
    return last;
  }

  async completion(owner: KeeperAttempts): Promise<Completion> {
    const view = await this.settled(owner);
    if (view.row !== 'completed') throw new Error(`expected a completion, got ${view.row}`);
    return view.completion;
  }

  async until(test: () => boolean): Promise<void> {
    const end = this.clock.monotonic() + WAIT_MS_MAX;
    while (!test()) {
      if (this.clock.monotonic() > end) throw new Error(`waited in vain: ${test}`);
      await this.clock.sleep(20);
    }
  }

  async started(): Promise<void> {
    await this.until(() => this.log().includes('start'));
  }

  /** Every file of the attempt with its text. */
  files(): Record<string, string> {
    const entries = readdirSync(this.dir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name));
    return Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')]));
  }

  has(name: string): boolean {
    return existsSync(join(this.dir, name));
  }

  log(): string[] {
    return readFileSync(join(this.base, 'log'), 'utf8').split('\n').filter(Boolean);
  }

  signalKeeper(signal: string): void {
    for (const one of keepersOf(this.processes.list(), this.ref))
      this.processes.signal(one, signal);
  }

  /** Processes with exactly that entry in their environment. */
  carriers(entry: string): ProcessEntry[] {
    return this.processes.list().filter(({ env }) => env.includes(entry));
  }

  signalAny(signal: string, entry: string): void {
    for (const one of this.carriers(entry)) this.processes.signal(one, signal);
  }

  signalHarness(signal: string): void {
    const all = this.processes.list();
    for (const one of processTreeOf(all, this.ref, new Map())) this.processes.signal(one, signal);
  }

  /** Processes of the attempt that live, its keeper included, and spare ones. */
  living(): number {
    const all = this.processes.list();
    const own = [...harnessOf(all, this.ref), ...keepersOf(all, this.ref)];
    return new Set([...own, ...all.filter((one) => isSpare(one, this.ref))]).size;
  }

  /** Nothing may be left, and never were there two harnesses. */
  async close(): Promise<void> {
    try {
      await this.until(() => this.living() === 0);
      if (this.log().includes('DOUBLE')) throw new Error('two live harnesses');
    } finally {
      this.signalKeeper('SIGKILL');
      this.signalAny('SIGKILL', `MILLRACE_KEEPER=${this.workspace}/spare`);
      this.signalHarness('SIGKILL');
      rmSync(this.base, { recursive: true, force: true });
    }
  }
}
