import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const message = z.looseObject({
  id: z.number().nullish(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.record(z.string(), z.unknown()).optional(),
});
type Message = z.output<typeof message>;

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly after_ms: number;
}

/** A raw client of a server process: every line of stdout has to be a message. */
export class ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  stderr = '';
  /** Lines of stdout that are no JSON-RPC message. */
  readonly strayLines: string[] = [];
  /** Answers to what had no id that could be read. */
  readonly refusals: Message[] = [];
  readonly #waiting = new Map<number, (answer: Message) => void>();
  #requests = 0;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    const started = performance.now();
    this.child = spawn(process.execPath, args, { stdio: 'pipe', env });
    this.child.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.child.stdin.on('error', () => undefined);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.#take(line));
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code,
      signal,
      after_ms: performance.now() - started,
    }));
  }

  async initialize(): Promise<Message> {
    const answer = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
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
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...body })}${end}`);
  }

  #take(line: string): void {
    const parsed = message.safeParse(parse(line));
    if (!parsed.success) {
      this.strayLines.push(line);
      return;
    }
    const { id } = parsed.data;
    if (id === null) this.refusals.push(parsed.data);
    else if (id !== undefined) this.#waiting.get(id)?.(parsed.data);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
