import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { readMessage } from '../incoming.ts';
import { Bodies } from './bodies.ts';
import { passGate } from './gate.ts';
import type { Hosted } from './hosted.ts';
import { CALLS_AT_ONCE_MAX, REFUSED_RATE, SERVED_RATE, WORKSPACES_OPEN_MAX } from './limits.ts';
import { Rate } from './rate.ts';
import { answerJson, gone, notFound, refuse, tooMuch } from './refusal.ts';

const BAD_REQUEST = 400;
const ACCEPTED = 202;

export interface EndpointPorts {
  readonly clock: { monotonic(): number };
  /** Compares in a time that tells nothing. */
  readonly isToken: (text: string) => boolean;
  /** Where the workspace of an id lies; null = none that is served. Throws where it is gone for good. */
  readonly rootOf: (id: string) => string | null;
  readonly host: (id: string, root: string) => Hosted;
}

interface Place {
  readonly id: string;
  readonly root: string;
}

/** Answers HTTP requests to the workspaces of a user. */
export class Endpoint {
  readonly #ports: EndpointPorts;
  readonly #bodies = new Bodies();
  readonly #served: Rate;
  readonly #refused: Rate;
  readonly #hosted = new Map<string, Hosted>();
  #running = 0;

  constructor(ports: EndpointPorts) {
    this.#ports = ports;
    this.#served = new Rate(SERVED_RATE, ports.clock);
    this.#refused = new Rate(REFUSED_RATE, ports.clock);
  }

  /** Rejects only for a defect. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passed = passGate(request, this.#ports.isToken);
    if ('refusal' in passed) {
      if (this.#refused.take()) refuse(response, passed.refusal);
      else refuse(response, tooMuch('Too many requests were refused. Look at how they are sent.'));
      return;
    }
    if (!this.#served.take() || this.#running >= CALLS_AT_ONCE_MAX) {
      refuse(response, tooMuch('Too many requests at once. Send it again in a second.'));
      return;
    }
    this.#running += 1;
    try {
      const id = passed.workspace;
      const root = this.#rootOf(id);
      if (root === null) refuse(response, notFound);
      else await this.#answerAt({ id, root }, request, response);
    } catch (thrown) {
      if (!isMillraceError(thrown)) throw thrown;
      refuse(response, gone(thrown));
    } finally {
      this.#running -= 1;
    }
  }

  /** Ends waits and streams; resolves when the answers of calls in flight are made. */
  async settle(): Promise<void> {
    await Promise.all([...this.#hosted.values()].map((hosted) => hosted.settle()));
  }

  close(): void {
    for (const hosted of this.#hosted.values()) hosted.close();
    this.#hosted.clear();
  }

  /** What answers is looked up when it can begin, so that it is not closed while a body is read. */
  async #answerAt(place: Place, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return this.#hostedAt(place).answer(request, response);
    const body = await this.#bodies.read(request).catch(() => null);
    if (body === null) {
      response.destroy();
    } else if ('refusal' in body) {
      refuse(response, body.refusal);
    } else {
      const incoming = readMessage(body.text);
      if (incoming.kind === 'message') {
        await this.#hostedAt(place).answer(request, response, incoming.message);
      } else if (incoming.kind === 'ignored') {
        response.writeHead(ACCEPTED).end();
      } else {
        const { id, error } = incoming;
        answerJson(response, BAD_REQUEST, { message: { jsonrpc: '2.0', id, error } });
      }
    }
  }

  /** Throws only what says why a workspace is gone. */
  #rootOf(id: string): string | null {
    const root = this.#ports.rootOf(id);
    const known = this.#hosted.get(id);
    if (known !== undefined && known.root !== root) this.#drop(id, known);
    return root;
  }

  #hostedAt({ id, root }: Place): Hosted {
    const hosted = this.#hosted.get(id) ?? this.#ports.host(id, root);
    // The newest use comes last.
    this.#hosted.delete(id);
    this.#makeRoom();
    this.#hosted.set(id, hosted);
    return hosted;
  }

  /** What is asked stays open, also beyond the limit. */
  #makeRoom(): void {
    for (const [id, hosted] of this.#hosted) {
      if (this.#hosted.size < WORKSPACES_OPEN_MAX) return;
      if (!hosted.isBusy) this.#drop(id, hosted);
    }
  }

  #drop(id: string, hosted: Hosted): void {
    this.#hosted.delete(id);
    hosted.settle().finally(() => hosted.close());
  }
}
