import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  type JSONRPCMessage,
  type McpRequestContext,
} from '@modelcontextprotocol/server';
import type { MillraceServer } from '../server.ts';
import { KEEP_ALIVE_MS, SUBSCRIPTIONS_MAX } from './limits.ts';
import { inOurWords } from './outlet.ts';

const LISTEN = 'subscriptions/listen';

/**
 * One workspace over HTTP, in both eras, stateless: each request gets a speaker of its own, and nothing
 * of a client is kept between two of them but what its name opened.
 */
export class Hosted {
  readonly root: string;
  readonly #server: MillraceServer;
  readonly #handler;
  readonly #answer;
  readonly #calls = new Set<Promise<void>>();
  #streams = 0;

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
    return this.#calls.size + this.#streams > 0;
  }

  /** `message`: the body, read and judged; absent for what has none. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    message?: JSONRPCMessage,
  ): Promise<void> {
    const { method = '', url = '' } = request;
    const answered = this.#answer(Object.assign(request, { method, url }), response, message);
    return isStream(message) ? this.#countStream(answered) : this.#keep(answered);
  }

  /** Ends waits, and streams when the answers of calls in flight have been sent. */
  async settle(): Promise<void> {
    await this.#server.settle();
    await Promise.allSettled(this.#calls);
    await this.#handler.close();
  }

  close(): void {
    this.#server.close();
  }

  async #countStream(answered: Promise<void>): Promise<void> {
    this.#streams += 1;
    try {
      await answered;
    } finally {
      this.#streams -= 1;
    }
  }

  async #keep(answered: Promise<void>): Promise<void> {
    this.#calls.add(answered);
    try {
      await answered;
    } finally {
      this.#calls.delete(answered);
    }
  }
}

/** It lasts until its client or the server ends it. */
function isStream(message: JSONRPCMessage | undefined): boolean {
  return message !== undefined && 'method' in message && message.method === LISTEN;
}
