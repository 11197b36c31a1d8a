import { readFileSync } from 'node:fs';
import { inject } from 'vitest';
import { z } from 'zod';
import type { ProcessEntry } from '../../../../src/runtime/ports/processes.ts';
import { carriersOf, endAll, until } from '../../../support/program/processes.ts';
import { type Running, Workspace } from '../../../support/program/workspace.ts';
import { PERSON_ASKS } from '../api.ts';
import { ScriptedModel } from '../model.ts';
import { type Pilot, scriptOf, type Turn } from './pilot.ts';
import type { ClientProgram } from './programs.ts';

const README = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
/** What the README calls, and what stands on the `PATH` of whoever installed the package. */
const README_PROGRAM = '-- millrace-mcp';

/** One session of a client. */
export interface Session extends Running {
  /** What its model has said so far. */
  readonly turns: readonly Turn[];
}

/** A person with clients that know our server, a project, and a model that is scripted. */
export class Desk {
  readonly workspace = new Workspace();
  readonly model = new ScriptedModel(() => null);
  readonly program = inject('program');

  /** Each client is given our server as the README says. */
  async ready(clients: Iterable<ClientProgram>): Promise<void> {
    const url = await this.model.start();
    const { env, root } = this.workspace;
    Object.assign(env, { NO_PROXY: '127.0.0.1', LANG: 'C.UTF-8', TERM: 'xterm-256color' });
    for (const client of clients) {
      Object.assign(env, client.env(url));
      for (const [name, text] of Object.entries(client.home(url, root))) {
        this.workspace.write(`../${name}`, text);
      }
      const { code, out, err } = await this.#run(client, readmeLine(client, this.program), []).done;
      if (code !== 0) throw new Error(`${client.name} was not given the server: ${out}${err}`);
    }
  }

  /** A workspace whose stages are played by a script, each only when it is released. */
  async held(): Promise<void> {
    await this.workspace.answer('init', '--mode', 'default_offline');
    this.workspace.count();
    this.workspace.hold();
  }

  /** A session in which the person asks for something, and the model answers as the pilot says. */
  session(client: ClientProgram, asks: string, pilot: Pilot): Session {
    const turns: Turn[] = [];
    this.model.script = scriptOf(pilot, turns);
    return this.#run(client, client.asked(`${PERSON_ASKS}${asks}`), turns);
  }

  /** The model of a session has called this tool, and waits. */
  async waitsIn(tool: string, { turns, child, done }: Session): Promise<void> {
    await until(`the call of ${tool}`, async () => {
      if (turns.at(-1)?.reply.mcp?.tool === tool) return true;
      if (child.exitCode === null) return null;
      const { out, err } = await done;
      throw new Error(`the client ended before it called ${tool}: ${out}${err}`);
    });
  }

  /** The servers that clients have started. */
  servers(): ProcessEntry[] {
    return this.#own().filter(({ argv }) => argv.includes(this.program) && argv.at(-1) === 'mcp');
  }

  /** Client and server are gone at once. */
  async kill({ child, done }: Session): Promise<void> {
    endAll([...this.#clients(), ...this.servers()]);
    child.kill('SIGKILL');
    await done;
  }

  async killLoop(): Promise<void> {
    const { loop } = await this.workspace.answer('status');
    process.kill(z.looseObject({ pid: z.number() }).parse(loop).pid, 'SIGKILL');
  }

  /** Which attempt of its stage each was, in order. */
  attempts(): unknown[] {
    const changes = this.workspace.changes().filter(({ k }) => k === 'attempt@1');
    return changes.map(({ ordinal }) => ordinal);
  }

  async close(): Promise<void> {
    await this.model.stop();
    this.workspace.end();
  }

  /** A client may be a program that another one starts. */
  #clients(): ProcessEntry[] {
    return this.#own().filter(({ argv }) => argv.some((word) => word.includes(PERSON_ASKS)));
  }

  #own(): ProcessEntry[] {
    return carriersOf(`HOME=${this.workspace.folder}`);
  }

  #run({ command }: ClientProgram, args: readonly string[], turns: readonly Turn[]): Session {
    return { ...this.workspace.launch(command, args), turns };
  }
}

/** The arguments of the line by which the README adds our server to a client. */
function readmeLine({ adds }: ClientProgram, program: string): string[] {
  const line = README.match(new RegExp(`\`(${adds} [^\`]+)\``))?.[1];
  if (line?.includes(README_PROGRAM) !== true) throw new Error(`the README has no "${adds}"`);
  return line.replace(README_PROGRAM, `-- node ${program} mcp`).split(' ').slice(1);
}
