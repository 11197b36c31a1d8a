import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MillraceError } from '../errors/errors.ts';
import { systemCode } from './system-code.ts';

const LOOPBACK = '127.0.0.1';
/** What a client may take of a connection. */
export const CONNECTION_LIMITS = {
  /** How long a client may take for the head of a request, and for all of it. */
  head_ms: 10_000,
  request_ms: 30_000,
  head_bytes: 16 * 1024,
  headers: 100,
  /** A connection on which nobody asks anything. */
  unused_ms: 30_000,
  /** A connection with an answer of which nothing moves, because its client does not read. */
  stuck_ms: 300_000,
  /** Connections at once; more are closed at once. */
  connections: 256,
};
/** How often the first two are looked at. */
const LOOK_INTERVAL_MS = 2000;

export type AnswerHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Takes HTTP requests of this machine alone. */
export class HttpListener {
  readonly #server: Server;

  /** What `answer` rejects with is a defect, and goes to `log`. */
  constructor(answer: AnswerHttp, log: (text: string) => void, limits = CONNECTION_LIMITS) {
    this.#server = createServer(
      {
        headersTimeout: limits.head_ms,
        requestTimeout: limits.request_ms,
        connectionsCheckingInterval: LOOK_INTERVAL_MS,
        keepAliveTimeout: limits.unused_ms,
        maxHeaderSize: limits.head_bytes,
      },
      (request, response) => {
        // Node would end each connection on which nothing moves, a call that only waits included.
        response.on('timeout', (socket: Socket) => {
          if (socket.writableLength > 0) socket.destroy();
        });
        answer(request, response).catch((thrown: unknown) => {
          log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
          response.destroy();
        });
      },
    );
    this.#server.maxConnections = limits.connections;
    this.#server.maxHeadersCount = limits.headers;
    this.#server.setTimeout(limits.stuck_ms);
  }

  /** Port 0 = any that is free. Resolves with the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(notListening(port, systemCode(error))));
      this.#server.listen(port, LOOPBACK, () => resolve(portOf(this.#server.address(), port)));
    });
  }

  /**
   * Takes no more requests. Resolves when those taken are answered, which `answered` tells, or after
   * `within_ms`.
   */
  async end(answered: Promise<void>, within_ms: number): Promise<void> {
    const late = setTimeout(() => this.#server.closeAllConnections(), within_ms);
    const ended = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A connection whose answer was sent just now is idle a turn later.
    answered.finally(() => setImmediate(() => this.#server.closeIdleConnections()));
    await ended;
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
