import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MillraceError } from '../errors/errors.ts';
import { systemCode } from './system-code.ts';

const LOOPBACK = '127.0.0.1';
/** How long a client may take for the head of a request, and for all of it. */
const HEAD_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** How often those two are looked at. */
const LOOK_INTERVAL_MS = 2000;
const HEAD_BYTES_MAX = 16 * 1024;
const HEADERS_MAX = 100;
/** A connection on which nobody asks anything. */
const UNUSED_MS_MAX = 30_000;
/** A connection with a request on which nothing moves, because its client does not read. */
const STUCK_MS_MAX = 300_000;
/** Connections at once; more are closed at once. */
const CONNECTIONS_MAX = 256;

export type AnswerHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Takes HTTP requests of this machine alone. */
export class HttpListener {
  readonly #server: Server;

  /** What `answer` rejects with is a defect, and goes to `log`. */
  constructor(answer: AnswerHttp, log: (text: string) => void) {
    this.#server = createServer(
      {
        headersTimeout: HEAD_MS_MAX,
        requestTimeout: REQUEST_MS_MAX,
        connectionsCheckingInterval: LOOK_INTERVAL_MS,
        keepAliveTimeout: UNUSED_MS_MAX,
        maxHeaderSize: HEAD_BYTES_MAX,
      },
      (request, response) => {
        answer(request, response).catch((thrown: unknown) => {
          log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
          response.destroy();
        });
      },
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.maxHeadersCount = HEADERS_MAX;
    this.#server.setTimeout(STUCK_MS_MAX);
  }

  /** Port 0 = any that is free. Resolves with the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(notListening(port, systemCode(error))));
      this.#server.listen(port, LOOPBACK, () => resolve(portOf(this.#server.address(), port)));
    });
  }

  /** Takes no more requests. Resolves when those taken are answered, or after `within_ms`. */
  async end(within_ms: number): Promise<void> {
    const late = setTimeout(() => this.#server.closeAllConnections(), within_ms);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
    clearTimeout(late);
  }
}

function portOf(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked;
}

function notListening(port: number, code: string): MillraceError {
  return new MillraceError('port_not_available', {
    what:
      code === 'EADDRINUSE'
        ? `Another process listens on port ${port} of this machine already`
        : `Nobody may listen on port ${port} here: the system says ${code}`,
    expected: 'a port that is free',
    next: 'End the other one if it is a server of yours, or name another port with --port.',
    details: { port },
  });
}
