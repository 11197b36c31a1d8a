import { dirname } from 'node:path';
import { z } from 'zod';
import { MillraceError } from '../../runtime/errors/errors.ts';
import {
  type Clock,
  type Disk,
  type Ids,
  makeFolders,
  type ProcessEntry,
  type Processes,
} from '../../runtime/ports/index.ts';
import { layoutOf } from '../../runtime/workspace/index.ts';

/** What real processes are started and watched with. */
export interface ProofEnvironment {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly processes: Processes;
  /** Program and entry file of this release. */
  readonly millrace: readonly string[];
  /** Where temporary folders may be made. */
  readonly scratch: string;
  readonly path: string;
}

export interface Command {
  readonly pid: number;
  /** Null while it runs. */
  code(): number | null;
  /** What it printed so far. */
  output(): string;
  errors(): string;
}

const POLL_MS = 10;
const COMMAND_MS_MAX = 60_000;
const ENDING_ROUNDS_MAX = 100;
/** Writes down each start, and a start while another attempt of the request lives. */
const WATCHED = [
  `exec 8>>"$HOME/\${MILLRACE_ATTEMPT%-*}"`,
  'flock -n 8 || echo "$MILLRACE_ATTEMPT" >>"$HOME/overlaps.txt"',
  'echo "$MILLRACE_ATTEMPT" >>"$HOME/starts.txt"',
  'exec "$@"',
].join('; ');

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A temporary folder with a workspace in it. It is the HOME of all processes that work for it, so
 * that they can be found and ended, whoever started them.
 */
export class Site {
  readonly folder: string;
  readonly root: string;
  /** Where its HOME makes Millrace keep what lies outside of workspaces. */
  readonly state_home: string;
  readonly env: Readonly<Record<string, string>>;
  private commands = 0;

  constructor(readonly environment: ProofEnvironment) {
    if (interrupted) throw new SiteProblem('the proof was interrupted');
    this.folder = `${environment.scratch}/millrace-prove-${environment.ids.hex(12)}`;
    this.root = `${this.folder}/work`;
    this.state_home = `${this.folder}/.local/state/millrace`;
    this.env = {
      PATH: environment.path,
      HOME: this.folder,
      MILLRACE_SCENARIO: `${this.folder}/scenario.json`,
    };
    environment.disk.mkdir(this.folder);
    environment.disk.mkdir(this.root);
    open.add(this);
  }

  /** An initialized workspace whose harness plays the scenario and is counted. */
  async prepare(scenario: string, specs: readonly string[]): Promise<void> {
    this.write(`${this.folder}/scenario.json`, scenario);
    await this.answer('init', '--mode', 'default_offline');
    const { config } = layoutOf(this.root);
    const args = ['-c', WATCHED, 'harness', '{node}', '{millrace}', 'scripted-harness'];
    const table = `[runners.scripted]\ncommand = "sh"\nargs = ${JSON.stringify(args)}\n`;
    this.write(config, `${this.read(config)}\n${table}`);
    this.agree();
    for (const spec of specs) await this.answer('enqueue-spec', '--document', spec);
  }

  /** Its user agrees to what runs here, as any user may. */
  private agree(): void {
    const path = `${this.folder}/.config/millrace/policy.toml`;
    makeFolders(this.environment.disk, dirname(path));
    this.write(path, `[[trust]]\npath = ${JSON.stringify(this.folder)}\nedits = true\n`);
  }

  start(...argv: readonly string[]): Command {
    this.commands += 1;
    const file = `${this.folder}/command-${this.commands}.txt`;
    const { pid, ended } = this.environment.processes.spawnDetached({
      argv,
      cwd: this.root,
      env: this.env,
      stdin: null,
      stdout: file,
      stderr: `${file}.err`,
    });
    let code: number | null = null;
    ended.then((end) => {
      code = end.code ?? -1;
    });
    return {
      pid,
      code: () => code,
      output: () => this.read(file),
      errors: () => this.read(`${file}.err`),
    };
  }

  millrace(...words: readonly string[]): Command {
    return this.start(...this.environment.millrace, ...words);
  }

  async finished(command: Command): Promise<number> {
    const { clock } = this.environment;
    const end = clock.monotonic() + COMMAND_MS_MAX;
    for (;;) {
      const code = command.code();
      if (code !== null) return code;
      if (clock.monotonic() > end) throw stuck(command);
      await clock.sleep(POLL_MS);
    }
  }

  /** The answer of a command that has to succeed. */
  async answer(...words: readonly string[]): Promise<Record<string, unknown>> {
    const command = this.millrace(...words, '--json');
    const code = await this.finished(command);
    if (code !== 0) {
      throw new SiteProblem(`millrace ${words[0]} ended with ${code}: ${command.errors()}`);
    }
    return z.record(z.string(), z.unknown()).parse(JSON.parse(command.output()));
  }

  signal(pid: number, name: string): void {
    const found = this.environment.processes.list().find((one) => one.pid === pid);
    if (found !== undefined) this.environment.processes.signal(found, name);
  }

  /**
   * Stage keepers of the workspace that are alive. What a keeper is just starting looks like itself
   * until it is the other program: its parent tells.
   */
  keepers(): ProcessEntry[] {
    const alike = this.living().filter(({ env }) =>
      env.some((one) => one.startsWith('MILLRACE_KEEPER=')),
    );
    const pids = new Set(alike.map(({ pid }) => pid));
    return alike.filter(({ parent_pid }) => !pids.has(parent_pid));
  }

  /** Keepers that wait for their attempt. */
  spares(): ProcessEntry[] {
    const waits = ({ argv }: ProcessEntry) => argv.at(-2) === 'spare';
    return this.keepers().filter((one) => waits(one) && isWaiting(this.environment.disk, one));
  }

  living(): ProcessEntry[] {
    const mark = `HOME=${this.folder}`;
    return this.environment.processes.list().filter(({ env }) => env.includes(mark));
  }

  /** Attempts in the order in which their harness was started. */
  starts(): string[] {
    return linesOf(this.read(`${this.folder}/starts.txt`));
  }

  /** Attempts whose harness was started while another one of the request was alive. */
  overlaps(): string[] {
    return linesOf(this.read(`${this.folder}/overlaps.txt`));
  }

  read(path: string): string {
    return decoder.decode(this.environment.disk.read(path) ?? new Uint8Array());
  }

  write(path: string, text: string): void {
    this.environment.disk.write(path, encoder.encode(text));
  }

  /** Ends everything that was started for this place, then removes it. */
  async remove(): Promise<void> {
    const { clock, disk, processes } = this.environment;
    for (let round = 0; round < ENDING_ROUNDS_MAX; round += 1) {
      const left = this.living();
      if (left.length === 0) break;
      for (const one of left) processes.signal(one, 'SIGKILL');
      await clock.sleep(POLL_MS);
    }
    disk.remove(this.folder);
    open.delete(this);
  }
}

/** It has its folder until it has an attempt. */
function isWaiting(disk: Disk, { argv }: ProcessEntry): boolean {
  return disk.stat(argv.at(-1) ?? '') !== null;
}

const open = new Set<Site>();
let interrupted = false;

/** For an interrupt: nothing may be left behind, and nothing new begins. */
export async function removeAllSites(): Promise<void> {
  interrupted = true;
  await Promise.all([...open].map((site) => site.remove()));
}

/** Something that a campaign should never come to. */
export class SiteProblem extends Error {}

function stuck(command: Command): MillraceError {
  return new MillraceError('internal_error', {
    what: `A command of the proof did not end: ${command.errors().slice(-500)}`,
    next: 'run the proof again with the same seed, and report this defect',
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
