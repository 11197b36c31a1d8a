import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  type JSONRPCMessage,
  type McpRequestContext,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { Changes } from '../changes.ts';
import { resourcesIn } from '../followed.ts';
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
  /** Of each stream that is open, the resources that it is about. */
  readonly #streams = new Set<readonly string[]>();

  constructor(root: string, server: MillraceServer, log: (text: string) => void) {
    this.root = root;
    this.#server = server;
    const onerror = () => undefined;
    // In the older era no connection lasts, so nobody could be told of changes on it.
    const create = ({ era }: McpRequestContext) =>
      inOurWords(server.create({ pushes: era === 'modern' }), log);
    this.#handler = createMcpHandler(create, {
      bus: this.#bus(server.changes),
      keepAliveMs: KEEP_ALIVE_MS,
      maxSubscriptions: SUBSCRIPTIONS_MAX,
      onerror,
    });
    this.#answer = toNodeHandler(this.#handler, { onerror: ({ message }) => log(message) });
  }

  get isBusy(): boolean {
    return this.#calls.size + this.#streams.size > 0;
  }

  /** `message`: the body, read and judged; absent for what has none. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    message?: JSONRPCMessage,
  ): Promise<void> {
    const { method = '', url = '' } = request;
    const answered = this.#answer(Object.assign(request, { method, url }), response, message);
    const resources = streamedTo(message);
    if (resources === null) return keptIn(this.#calls, answered, answered);
    return keptIn(this.#streams, resources, answered);
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

  #bus(changes: Changes): ServerEventBus {
    return {
      publish: (event) => changes.publish(event),
      subscribe: (hear) => changes.subscribe(hear, () => [...this.#streams].flat()),
    };
  }
}

/** `one` is in the set until what it stands for is over. */
async function keptIn<T>(all: Set<T>, one: T, until: Promise<void>): Promise<void> {
  all.add(one);
  try {
    await until;
  } finally {
    all.delete(one);
  }
}

/** What a stream is about, which lasts until its client or the server ends it; null = a call. */
function streamedTo(message: JSONRPCMessage | undefined): readonly string[] | null {
  const isStream = message !== undefined && 'method' in message && message.method === LISTEN;
  return isStream ? resourcesIn(message.params) : null;
}
