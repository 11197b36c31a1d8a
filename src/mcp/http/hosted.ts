import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpRequestContext } from '@modelcontextprotocol/server';
import type { MillraceServer } from '../server.ts';
import { KEEP_ALIVE_MS, SUBSCRIPTIONS_MAX } from './limits.ts';
import { inOurWords } from './outlet.ts';

/**
 * One workspace over HTTP, in both eras, stateless: each request gets a speaker of its own, and nothing
 * of a client is kept between two of them but what its name opened.
 */
export class Hosted {
  readonly root: string;
  readonly #server: MillraceServer;
  readonly #handler;
  readonly #answer;
  #running = 0;

  constructor(root: string, server: MillraceServer, log: (text: string) => void) {
    this.root = root;
    this.#server = server;
    const onerror = () => undefined;
    // In the older era no connection lasts, so nobody could be told of changes on it.
    const create = ({ era }: McpRequestContext) =>
      inOurWords(server.create({ pushes: era === 'modern' }), log);
    this.#handler = createMcpHandler(create, {
      bus: server.changes,
      keepAliveMs: KEEP_ALIVE_MS,
      maxSubscriptions: SUBSCRIPTIONS_MAX,
      onerror,
    });
    this.#answer = toNodeHandler(this.#handler, { onerror: ({ message }) => log(message) });
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  /** `message`: the body, read and judged; absent for what has none. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    message?: object,
  ): Promise<void> {
    const { method = '', url = '' } = request;
    this.#running += 1;
    try {
      await this.#answer(Object.assign(request, { method, url }), response, message);
    } finally {
      this.#running -= 1;
    }
  }

  /** Ends waits and streams; resolves when the answers of calls in flight are made. */
  async settle(): Promise<void> {
    await this.#server.settle();
    await this.#handler.close();
  }

  close(): void {
    this.#server.close();
  }
}
