import { z } from 'zod';
import { until } from './processes.ts';
import type { Ran, Running, Workspace } from './workspace.ts';

/** `millrace web` as a process. */
export class WebProcess {
  private constructor(
    readonly running: Running,
    /** With its token. */
    readonly address: string,
  ) {}

  /** `others`: absolute paths of more workspaces. */
  static async start(workspace: Workspace, port = 0, others: string[] = []): Promise<WebProcess> {
    const named = [workspace.root, ...others].flatMap((root) => ['--workspace', root]);
    const running = workspace.start('web', '--port', String(port), ...named);
    let printed = '';
    running.child.stdout?.on('data', (text: string) => {
      printed += text;
    });
    let ended: Ran | null = null;
    running.done.then((ran) => {
      ended = ran;
    });
    const address = await until('the page', () => {
      if (ended !== null) throw new Error(JSON.stringify(ended));
      return /http:\S+#token=[0-9a-f]{64}/.exec(printed)?.[0] ?? null;
    });
    return new WebProcess(running, address);
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** Of the workspace that it was started for. */
  async idOfWorkspace(): Promise<string> {
    return (await this.workspaces())[0] ?? '';
  }

  /** Ids of all that it shows. */
  async workspaces(): Promise<string[]> {
    const { rows } = workspaces.parse(await this.read('/api/workspaces'));
    return rows.map(({ id }) => id);
  }

  async read(path: string): Promise<unknown> {
    return (await this.get(path)).json();
  }

  /** With its token, unless there is another one. */
  get(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    const { hash, origin } = new URL(this.address);
    const own = { Authorization: `Bearer ${hash.replace('#token=', '')}` };
    return fetch(`${origin}${path}`, { headers: { ...own, ...headers }, signal });
  }

  stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<Ran> {
    this.running.child.kill(signal);
    return this.running.done;
  }
}

const workspaces = z.object({
  rows: z.array(z.object({ id: z.string(), root: z.string() })),
  followed_max: z.number(),
});
