import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const message = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string().optional(),
  params: z.looseObject({}).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});
export type Message = z.output<typeof message>;

const content = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string(), next: z.string() }).optional(),
});
export type Content = z.output<typeof content>;

/** A client of one server process, on the bare protocol. */
export class Client {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  stderr = '';
  /** What stdout held beside messages. */
  readonly stray: string[] = [];
  readonly messages: Message[] = [];
  readonly #waiting = new Map<unknown, (answer: Message) => void>();
  #requests = 0;

  constructor(args: readonly string[], options: { cwd?: string; env: NodeJS.ProcessEnv }) {
    this.child = spawn(process.execPath, args, { ...options, stdio: 'pipe' });
    this.child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.child.stdin.on('error', () => undefined);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.#take(line));
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  async initialize(name = 'process-test'): Promise<Message> {
    const answer = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name, version: '1' },
    });
    this.send({ method: 'notifications/initialized' });
    return answer;
  }

  request(method: string, params: object = {}, end = '\n'): Promise<Message> {
    this.#requests += 1;
    const id = this.#requests;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.send({ id, method, params }, end);
    return answer;
  }

  send(body: object, end = '\n'): void {
    this.write(`${JSON.stringify({ jsonrpc: '2.0', ...body })}${end}`);
  }

  write(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  /** The structured answer of a tool, which an error has as well. */
  async call(name: string, args: object = {}): Promise<Content> {
    const { result, error } = await this.request('tools/call', { name, arguments: args });
    if (error !== undefined) throw new Error(`${name}: ${error.message}`);
    return content.parse(result?.structuredContent);
  }

  /** Answers to what had no id that could be read. */
  get refusals(): Message[] {
    return this.messages.filter(({ id }) => id === null);
  }

  async leave(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }

  #take(line: string): void {
    const parsed = message.safeParse(parse(line));
    if (!parsed.success) {
      this.stray.push(line);
      return;
    }
    this.messages.push(parsed.data);
    this.#waiting.get(parsed.data.id)?.(parsed.data);
  }
}

/** Params as the newer era has them: each request says who asks, and there is no handshake. */
export function newer(params: object, capabilities: object = {}) {
  const prefix = 'io.modelcontextprotocol';
  const _meta = {
    [`${prefix}/protocolVersion`]: '2026-07-28',
    [`${prefix}/clientCapabilities`]: capabilities,
    [`${prefix}/clientInfo`]: { name: 'process-test', version: '1' },
  };
  return { ...params, _meta };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
