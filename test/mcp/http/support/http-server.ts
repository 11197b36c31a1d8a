import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { Endpoint } from '../../../../src/mcp/http/endpoint.ts';
import { Hosted } from '../../../../src/mcp/http/hosted.ts';
import { MillraceServer } from '../../../../src/mcp/server.ts';
import { NodeClock } from '../../../../src/runtime/host/clock.ts';
import { HttpListener } from '../../../../src/runtime/host/http-listener.ts';
import { fakeBackend, type Replaced, ROOT } from '../../../support/backend/fake.ts';

export const ID = 'a'.repeat(32);
export const TOKEN = 'open-sesame';
const END_MS_MAX = 500;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  /** As it goes over the wire: nothing is resolved or encoded. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

interface Settings {
  readonly replaced?: Replaced;
  readonly rootOf?: (id: string) => string | null;
  readonly mayTouch?: (workspace: string) => void;
}

/** A server over HTTP on a fake product, whose clock stands until it is told. */
export class HttpServer {
  readonly log: string[] = [];
  readonly endpoint: Endpoint;
  readonly #listener: HttpListener;
  now_ms = 0;
  port = 0;

  constructor({ replaced, mayTouch = () => undefined, rootOf }: Settings) {
    const log = (text: string) => {
      this.log.push(text);
    };
    const { sleep } = NodeClock.prototype;
    const clock = { now: () => 0, monotonic: () => this.now_ms, sleep };
    this.endpoint = new Endpoint({
      clock,
      isToken: (text) => text === TOKEN,
      rootOf: rootOf ?? ((id) => (id === ID ? ROOT : null)),
      host: (_, root) => {
        const backend = fakeBackend(replaced);
        const server = new MillraceServer({
          backend,
          root,
          mayTouch,
          version: '9.9.9',
          clock,
          log,
        });
        return new Hosted(root, server, log);
      },
    });
    this.#listener = new HttpListener((...exchange) => this.endpoint.answer(...exchange), log);
  }

  static async start(settings: Settings = {}): Promise<HttpServer> {
    const server = new HttpServer(settings);
    server.port = await server.#listener.listen(0);
    onTestFinished(() => server.end());
    return server;
  }

  async end(): Promise<void> {
    await this.#listener.end(this.endpoint.settle(), END_MS_MAX);
    this.endpoint.close();
  }

  /** What is not said is as a client of the older era says it. */
  send({
    method = 'POST',
    path = `/w/${ID}/mcp`,
    headers,
    body,
    signal,
  }: Sent): Promise<HttpAnswer> {
    const all = {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      Authorization: `Bearer ${TOKEN}`,
      ...headers,
    };
    const known = Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return new Promise((resolve, reject) => {
      const options = { port: this.port, host: '127.0.0.1', method, path, headers: known };
      const sent = request(
        { ...options, ...(signal === undefined ? {} : { signal }) },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  older(method: string, params: object = {}, more: Sent = {}): Promise<HttpAnswer> {
    return this.send({ body: message(method, params), ...more });
  }

  newer(method: string, params: object = {}, more: Sent = {}): Promise<HttpAnswer> {
    const about = nameOf.safeParse(params).data ?? {};
    const name = about.name ?? about.uri ?? about.taskId ?? '';
    return this.send({
      body: message(method, { ...params, _meta: NEWER_META }),
      ...more,
      headers: {
        'MCP-Protocol-Version': NEWER,
        'Mcp-Method': method,
        ...(name === '' ? {} : { 'Mcp-Name': name }),
        ...more.headers,
      },
    });
  }
}

/** What a request is about, which the newer era repeats in a header. */
const nameOf = z.looseObject({
  name: z.string().optional(),
  uri: z.string().optional(),
  taskId: z.string().optional(),
});

const NEWER = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol';
export const NEWER_META = {
  [`${PREFIX}/protocolVersion`]: NEWER,
  [`${PREFIX}/clientCapabilities`]: { extensions: { [`${PREFIX}/tasks`]: {} } },
  [`${PREFIX}/clientInfo`]: { name: 'claude-code', version: '3' },
};

export function message(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

/** The last message of an answer, which is JSON or a stream of events. */
export function messageIn({ text }: HttpAnswer): unknown {
  const events = [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => data ?? '');
  return JSON.parse(events.at(-1) ?? text);
}
