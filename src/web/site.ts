import type { IncomingMessage, ServerResponse } from 'node:http';
import { strangerIn, wrongToken } from '../mcp/http/gate.ts';
import { Rate } from '../mcp/http/rate.ts';
import { shownJson } from '../mcp/outgoing.ts';
import type { Failure } from '../operations/support/failure.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import { type Address, parseAddress } from './address.ts';
import type { ErrorAnswer, WorkspacesAnswer } from './answers.ts';
import { HEADERS } from './headers.ts';
import { ANSWERS_AT_ONCE_MAX, FOLLOWED_MAX, PAGE_RATE, STREAMS_MAX } from './limits.ts';
import type { PageFile } from './page-file.ts';
import { cursorsIn, Stream, type StreamPorts } from './stream.ts';
import type { Watched } from './watched.ts';

export interface SitePorts extends StreamPorts {
  readonly clock: { monotonic(): number };
  /** Compares in a time that tells nothing. */
  readonly isToken: (text: string) => boolean;
  /** Null = there is no such file. */
  readonly file: (name: string) => PageFile | null;
  readonly watched: Watched;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const NOT_FOUND = problem(
  404,
  'resource_not_found',
  'There is nothing at this address',
  'Go to /.',
);
const BUSY = problem(429, 'rate_limited', 'Too many requests at once', 'Load the page again.');

/** A page that looks at workspaces and changes nothing. */
export class Site {
  readonly #ports: SitePorts;
  readonly #rate: Rate;
  readonly #streams = new Set<Stream>();
  #running = 0;

  constructor(ports: SitePorts) {
    this.#ports = ports;
    this.#rate = new Rate(PAGE_RATE, ports.clock);
  }

  /** Rejects only for a defect. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method, url = '' } = request;
    const stranger = strangerIn(headers);
    const address = parseAddress(url);
    if (stranger !== null) {
      send(
        response,
        problem(403, 'forbidden', stranger.message, 'Use the address as it was printed.'),
      );
    } else if (!this.#rate.take()) {
      send(response, BUSY);
    } else if (address === null || (method !== 'GET' && method !== 'HEAD')) {
      send(response, address === null ? NOT_FOUND : READ_ONLY);
    } else if (address.kind === 'shell' || address.kind === 'file') {
      this.#sendFile(response, address.kind === 'shell' ? 'index.html' : address.name);
    } else {
      const wrong = wrongToken(headers, this.#ports.isToken);
      if (wrong === null) await this.#answerData(address, request, response);
      else
        send(
          response,
          problem(401, 'token_wrong', wrong, 'Open the address that millrace printed.'),
        );
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
    this.#ports.watched.close();
  }

  async #answerData(
    address: Exclude<Address, { kind: 'shell' | 'file' }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { watched } = this.#ports;
    switch (address.kind) {
      case 'stream':
        return this.#stream(request, response);
      case 'workspaces':
        return send(response, { status: 200, body: workspaces(watched) });
      case 'view': {
        if (this.#running >= ANSWERS_AT_ONCE_MAX) return send(response, BUSY);
        this.#running += 1;
        try {
          const found = await watched.view(address);
          if (found === null) send(response, NOT_FOUND);
          else if (found.ok) send(response, { status: 200, body: found.answer });
          else send(response, { status: statusOf(found.failure), body: found.failure });
        } finally {
          this.#running -= 1;
        }
        return;
      }
      default:
        return exhausted(address);
    }
  }

  #stream({ headers }: IncomingMessage, response: ServerResponse): void {
    if (this.#streams.size >= STREAMS_MAX) return send(response, BUSY);
    const id = headers['last-event-id'];
    const from = cursorsIn(typeof id === 'string' ? id : undefined);
    const stream = new Stream(response, from, this.#ports.sleep);
    this.#streams.add(stream);
    const stop = this.#ports.watched.subscribe((news) => stream.tell(news), from);
    response.once('close', () => {
      this.#streams.delete(stream);
      stop();
    });
  }

  #sendFile(response: ServerResponse, name: string): void {
    const file = this.#ports.file(name);
    if (file === null) return send(response, NOT_FOUND);
    const lasts = name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable';
    response.writeHead(200, { ...HEADERS, 'Content-Type': file.type, 'Cache-Control': lasts });
    response.end(file.bytes);
  }
}

const READ_ONLY = problem(
  405,
  'read_only',
  'This page only looks',
  'Use the command that it shows.',
);

function problem(status: number, code: string, message: string, next: string): Answer {
  const body: ErrorAnswer = { error: { code, message, next } };
  return { status, body };
}

/** The words are the operation's own; a browser only has to know that it is no view. */
function statusOf({ group }: Failure): number {
  return group === 'bug' ? 500 : 422;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(shownJson(body));
}

function workspaces(watched: Watched): WorkspacesAnswer {
  return { rows: watched.list(), followed_max: FOLLOWED_MAX };
}
