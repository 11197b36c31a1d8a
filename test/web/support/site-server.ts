import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { terminalReader } from '../../../src/cli/reader.ts';
import { ClientSession } from '../../../src/operations/session.ts';
import { failureFor } from '../../../src/operations/support/reader.ts';
import type { ChangeNotice } from '../../../src/runtime/api/change.ts';
import { NodeClock } from '../../../src/runtime/host/clock.ts';
import { HttpListener } from '../../../src/runtime/host/http-listener.ts';
import { Site } from '../../../src/web/site.ts';
import { Watched } from '../../../src/web/watched.ts';
import { fakeBackend, type Replaced, ROOT } from '../../support/backend/fake.ts';

export const ID = 'a'.repeat(32);
export const TOKEN = 'open-sesame';
const END_MS_MAX = 500;

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Ends reading when the text is whole for the test; absent = at its end. */
  readonly until?: (text: string) => boolean;
}

interface Settings {
  readonly replaced?: Replaced;
  readonly rootOf?: (id: string) => string | null;
}

/** The page's server on a fake product. */
export class SiteServer {
  readonly log: string[] = [];
  /** How many times a runtime follows its workspace now. */
  following = 0;
  port = 0;
  now_ms = 0;
  readonly #site: Site;
  readonly #listener: HttpListener;
  #told: ((notice: ChangeNotice) => void) | null = null;

  constructor({ replaced = {}, rootOf }: Settings) {
    const log = (text: string) => {
      this.log.push(text);
    };
    const clock = new NodeClock();
    const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms, signal);
    const changes = async ({ signal, told }: Parameters<typeof this.follow>[0]) =>
      this.follow({ signal, told });
    const backend = fakeBackend({ ...replaced, runtime: { changes, ...replaced.runtime } });
    const watched = new Watched({
      list: () => [{ id: ID, root: ROOT }],
      rootOf: rootOf ?? ((id) => (id === ID ? ROOT : null)),
      session: (root) =>
        new ClientSession({
          backend,
          root,
          version: '9.9.9',
          actor: () => 'page',
          reader: terminalReader,
          wait: () => ({ default_seconds: 0, max_seconds: 0 }),
          log,
        }),
      describe: (thrown) => failureFor(terminalReader, thrown, log),
      sleep,
    });
    this.#site = new Site({
      clock: { monotonic: () => this.now_ms },
      sleep,
      isToken: (text) => text === TOKEN,
      file: (name) => (name === 'index.html' ? { type: 'text/html', bytes: PAGE } : null),
      watched,
    });
    this.#listener = new HttpListener((...exchange) => this.#site.answer(...exchange), log);
  }

  static async start(settings: Settings = {}): Promise<SiteServer> {
    const server = new SiteServer(settings);
    server.port = await server.#listener.listen(0);
    onTestFinished(async () => {
      server.#site.close();
      await server.#listener.end(Promise.resolve(), END_MS_MAX);
    });
    return server;
  }

  /** Somebody has committed something. */
  commit(notice: ChangeNotice): void {
    this.#told?.(notice);
  }

  async follow({
    signal,
    told,
  }: {
    readonly signal: AbortSignal;
    readonly told: (notice: ChangeNotice) => void;
  }): Promise<void> {
    this.following += 1;
    this.#told = told;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.following -= 1;
  }

  get(path: string, { method = 'GET', headers = {}, until }: Asked = {}): Promise<PageAnswer> {
    const all = { Authorization: `Bearer ${TOKEN}`, ...headers };
    const known = Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return new Promise((resolve, reject) => {
      const options = { port: this.port, host: '127.0.0.1', method, path, headers: known };
      const sent = request(options, (answer) => {
        let text = '';
        const told = () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        answer.setEncoding('utf8').on('data', (part) => {
          text += part;
          if (until?.(text) !== true) return;
          told();
          sent.destroy();
        });
        answer.on('error', () => undefined);
        answer.on('end', told);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  async json(path: string, asked: Asked = {}): Promise<unknown> {
    return JSON.parse((await this.get(path, asked)).text);
  }
}

const PAGE = new TextEncoder().encode('<!doctype html><title>Millrace</title>');
