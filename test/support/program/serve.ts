import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { until } from './processes.ts';
import type { Ran, Running, Workspace } from './workspace.ts';

const content = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string(), next: z.string() }).optional(),
});
const message = z.looseObject({
  result: z
    .looseObject({ structuredContent: content.optional(), isError: z.boolean().optional() })
    .optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});

/** `millrace serve` as a process, and requests to it in the older era, which need nothing before them. */
export class ServeProcess {
  readonly running: Running;
  /** Workspace -> address, as it was printed. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly printed: string;
  readonly token: string;

  private constructor(running: Running, printed: string) {
    this.running = running;
    this.printed = printed;
    const pairs = [...printed.matchAll(/^ {2}(\/.*)\n {4}(http.*)$/gm)];
    this.addresses = new Map(pairs.map(([, root = '', url = '']) => [root, url]));
    const path = /"\$\(cat '?(.+?)'?\)"/.exec(printed)?.[1] ?? '';
    this.token = readFileSync(path, 'utf8').trim();
  }

  static async start(workspace: Workspace, ...words: string[]): Promise<ServeProcess> {
    const running = workspace.start('serve', '--port', '0', ...words);
    let printed = '';
    running.child.stdout?.on('data', (text: string) => {
      printed += text;
    });
    let ended: Ran | null = null;
    running.done.then((ran) => {
      ended = ran;
    });
    await until('the server', () => {
      if (ended !== null) throw new Error(JSON.stringify(ended));
      return printed.includes('export MILLRACE_TOKEN') ? printed : null;
    });
    return new ServeProcess(running, printed);
  }

  addressOf({ root }: Pick<Workspace, 'root'>): string {
    const address = this.addresses.get(root);
    if (address === undefined) throw new Error(`no address of ${root}: ${this.printed}`);
    return address;
  }

  send(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        Authorization: `Bearer ${this.token}`,
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...body }),
    });
  }

  async ask(
    url: string,
    method: string,
    params: object = {},
    headers: Record<string, string> = {},
  ) {
    const answer = await this.send(url, { method, params }, headers);
    const text = await answer.text();
    return message.parse(JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? text));
  }

  /** The structured answer of a tool, which an error has as well. */
  async call(url: string, name: string, args: object = {}): Promise<z.output<typeof content>> {
    const { result, error } = await this.ask(url, 'tools/call', { name, arguments: args });
    if (result?.structuredContent === undefined) throw new Error(`${name}: ${error?.message}`);
    return result.structuredContent;
  }

  /** What a client of the newer era is told of this resource, until it leaves. */
  async *listen(url: string, uri: string, leave: AbortSignal): AsyncGenerator<unknown> {
    const prefix = 'io.modelcontextprotocol';
    const _meta = {
      [`${prefix}/protocolVersion`]: '2026-07-28',
      [`${prefix}/clientCapabilities`]: {},
      [`${prefix}/clientInfo`]: { name: 'listener', version: '1' },
    };
    const notifications = { resourceSubscriptions: [uri] };
    const method = 'subscriptions/listen';
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        Authorization: `Bearer ${this.token}`,
        'MCP-Protocol-Version': '2026-07-28',
        'Mcp-Method': method,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { notifications, _meta } }),
      signal: leave,
    });
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString();
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6));
    }
  }

  stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM'): Promise<Ran> {
    this.running.child.kill(signal);
    return this.running.done;
  }
}
