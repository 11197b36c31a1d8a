import { InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { MillraceServer, type ServerSettings } from '../../../src/mcp/server.ts';
import { NodeClock } from '../../../src/runtime/host/clock.ts';
import { fakeBackend, type Replaced, ROOT } from '../../support/backend/fake.ts';

const PREFIX = 'io.modelcontextprotocol';
export const TASKS = { extensions: { [`${PREFIX}/tasks`]: {} } };
export const FORMS = { ...TASKS, elicitation: { form: {} } };

const answer = z.looseObject({
  id: z.number(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z
    .looseObject({ code: z.number(), message: z.string(), data: z.unknown().optional() })
    .optional(),
});
export type Answer = z.output<typeof answer>;

/** A client of the newer era on a fake product: each request says what it can. */
export class NewerClient {
  readonly server: MillraceServer;
  readonly #near: InMemoryTransport;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #requests = 0;

  constructor(replaced: Replaced = {}, settings: Partial<ServerSettings> = {}) {
    this.server = new MillraceServer({
      backend: fakeBackend(replaced),
      root: ROOT,
      version: '9.9.9',
      clock: {
        now: () => Date.parse('2026-01-31T09:00:00.000Z'),
        sleep: (ms, signal) => new NodeClock().sleep(ms, signal),
      },
      log: (text) => {
        throw new Error(text);
      },
      ...settings,
    });
    const [near, far] = InMemoryTransport.createLinkedPair();
    this.#near = near;
    near.onmessage = (message) => this.#take(message);
    serveStdio(() => this.server.create(), { transport: far });
  }

  async ask(method: string, params: object, capabilities: object = TASKS): Promise<Answer> {
    this.#requests += 1;
    const id = this.#requests;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const _meta = {
      [`${PREFIX}/protocolVersion`]: '2026-07-28',
      [`${PREFIX}/clientCapabilities`]: capabilities,
      [`${PREFIX}/clientInfo`]: { name: 'claude-code', version: '3' },
    };
    await this.#near.send({ jsonrpc: '2.0', id, method, params: { ...params, _meta } });
    return answered;
  }

  #take(message: JSONRPCMessage): void {
    const parsed = answer.safeParse(message);
    if (parsed.success) this.#waiting.get(parsed.data.id)?.(parsed.data);
  }
}
