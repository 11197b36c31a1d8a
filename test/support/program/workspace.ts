import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { z } from 'zod';
import { Client } from './client.ts';
import { filesBelow } from './files.ts';
import { carriersOf, endAll } from './processes.ts';

const program = inject('program');
const LONG_AGO_S = Date.UTC(2026, 0, 1) / 1000;
const answer = z.record(z.string(), z.unknown());
export type Answer = z.output<typeof answer>;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

/**
 * A folder for one test, with a workspace in it. Its environment names the folder in HOME, so that all processes
 * that were started for it can be found and ended, whoever started them.
 */
export class Workspace {
  /** Holds the workspace and what tests keep beside it. */
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-process-')));
  readonly root = join(this.folder, 'work');
  /** By which its clients introduce themselves. */
  clientName: string | undefined;
  env: Record<string, string> = { PATH: process.env.PATH ?? '', HOME: this.folder };

  constructor() {
    mkdirSync(this.root);
  }

  /** Ends everything that was started for this workspace, then removes it. */
  end(): void {
    endAll(carriersOf(`HOME=${this.folder}`));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** From now on the scripted harness writes down each of its starts. */
  count(): void {
    const held = 'if [ -p "$0.held" ]; then read -r _ < "$0.held"; fi';
    const script = `echo "$MILLRACE_ATTEMPT" >> "$0"; ${held}; exec "$@"`;
    const args = ['-c', script, this.startsFile, '{node}', '{millrace}', 'scripted-harness'];
    this.configure(`[runners.scripted]\ncommand = "sh"\nargs = ${JSON.stringify(args)}\n`);
  }

  start(...words: string[]): Running {
    return this.launch(process.execPath, [program, ...words]);
  }

  /** Another program in this folder, with the variables of this workspace. */
  launch(command: string, args: readonly string[]): Running {
    const child = spawn(command, args, {
      cwd: this.root,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    const done = new Promise<Ran>((resolve) => {
      child.once('close', (code) => resolve({ code, out, err }));
    });
    return { child, done };
  }

  run(...words: string[]): Promise<Ran> {
    return this.start(...words).done;
  }

  /** The answer of a command that has to succeed. */
  async answer(...words: string[]): Promise<Answer> {
    const { code, out, err } = await this.run(...words, '--json');
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${err}`);
    return answer.parse(JSON.parse(out));
  }

  /** The code of a command that has to be refused, and everything that it said. */
  async refusal(...words: string[]): Promise<{ code: string; text: string; exit: number | null }> {
    const { code, out, err } = await this.run(...words, '--json');
    if (out !== '') throw new Error(`${words.join(' ')} was not refused: ${out}`);
    const { error } = z
      .object({ error: z.looseObject({ code: z.string() }) })
      .parse(JSON.parse(err));
    return { code: error.code, text: JSON.stringify(error), exit: code };
  }

  /** A server process with a client that has said nothing yet. */
  bareClient(...words: string[]): Client {
    const args = words.length === 0 ? ['mcp'] : words;
    return new Client([program, ...args], { cwd: this.root, env: this.env });
  }

  /** The same, initialized. */
  async client(...words: string[]): Promise<Client> {
    const client = this.bareClient(...words);
    await client.initialize(this.clientName);
    return client;
  }

  at(path: string): string {
    return join(this.root, path);
  }

  write(path: string, content: string | Uint8Array): string {
    const full = this.at(path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  }

  /** The file was last written long ago. */
  age(path: string): void {
    utimesSync(this.at(path), LONG_AGO_S, LONG_AGO_S);
  }

  remove(path: string): void {
    rmSync(this.at(path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  /** Written by its user, who agrees to what stands in it. */
  configure(toml: string): void {
    const config = 'millrace-agents/millrace.toml';
    this.write(config, `${this.read(config)}\n${toml}`);
    this.trustEdits();
  }

  /** From now on its user agrees to whatever changes in it, by the user's own policy. */
  trustEdits(): void {
    this.policy(`[[trust]]\npath = ${JSON.stringify(this.folder)}\nedits = true\n`);
  }

  /** The policy of its user. */
  policy(toml: string): void {
    this.write('../.config/millrace/policy.toml', toml);
  }

  /** Plays stages from these rules; what no rule matches is played generically. */
  play(rules: readonly object[], otherwise = 'default'): void {
    const path = join(this.folder, 'scenario.json');
    writeFileSync(path, JSON.stringify({ rules, otherwise }));
    this.env.MILLRACE_SCENARIO = path;
  }

  get startsFile(): string {
    return join(this.folder, 'starts.txt');
  }

  /** Attempts in the order in which their harness was started. */
  starts(): string[] {
    if (!existsSync(this.startsFile)) return [];
    return readFileSync(this.startsFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }

  /** From now on a harness that has started does nothing until it is released: a stage takes as long as its test. */
  hold(): void {
    execFileSync('mkfifo', [this.heldFile]);
  }

  release(): void {
    // For reading too, because that waits for no reader: a harness that comes to it later finds no file.
    const pipe = openSync(this.heldFile, 'r+');
    writeSync(pipe, '\n');
    rmSync(this.heldFile);
    closeSync(pipe);
  }

  private get heldFile(): string {
    return `${this.startsFile}.held`;
  }

  promptOf(attempt: string): string {
    return this.read(`millrace-agents/attempts/${attempt}/prompt.md`);
  }

  /** Every byte of the journal and of every document, by path. */
  truth(): Record<string, string> {
    const root = this.at('millrace-agents');
    return Object.fromEntries(
      [...filesBelow(root)].filter(([path]) => path !== 'state/owner.lock'),
    );
  }

  /** All changes of the journal, archived segments left out. A record may stand in two segments. */
  changes(): { k: string; [key: string]: unknown }[] {
    const records = new Map<number, z.output<typeof record>['c']>();
    for (const [path, text] of filesBelow(this.at('millrace-agents/journal'))) {
      if (!path.endsWith('.log')) continue;
      for (const line of text.split('\n')) {
        const parsed = record.safeParse(parse(line.slice(line.indexOf(' ') + 1)));
        if (parsed.success) records.set(parsed.data.n, parsed.data.c);
      }
    }
    return [...records.values()].flat();
  }
}

const record = z.looseObject({ n: z.number(), c: z.array(z.looseObject({ k: z.string() })) });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
