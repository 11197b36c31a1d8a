import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { shownJson } from '../mcp/outgoing.ts';
import type { FeedNews } from './answers.ts';
import { HEADERS } from './headers.ts';
import { KEEP_ALIVE_MS, RETRY_MS, UNREAD_BYTES_MAX } from './limits.ts';

/** Workspace -> cursor. */
export type Cursors = ReadonlyMap<string, string>;

const cursors = z.record(z.string().regex(/^[0-9a-f]{32}$/), z.string().max(200));
const ID_LENGTH_MAX = 8000;

/** Where a page left off, from the id of the last event that it saw; nothing of what is no such id. */
export function cursorsIn(id: string | undefined): Cursors {
  if (id === undefined || id.length > ID_LENGTH_MAX) return new Map();
  try {
    const parsed = cursors.safeParse(JSON.parse(id));
    return new Map(parsed.success ? Object.entries(parsed.data) : []);
  } catch {
    return new Map();
  }
}

export interface StreamPorts {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Server-sent events to one page. The id of each says where all of its workspaces stand. */
export class Stream {
  readonly #cursors: Map<string, string>;
  readonly #over = new AbortController();

  constructor(
    private readonly response: ServerResponse,
    from: Cursors,
    private readonly sleep: StreamPorts['sleep'],
  ) {
    this.#cursors = new Map(from);
    response.writeHead(200, {
      ...HEADERS,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
    });
    response.once('close', () => this.#over.abort());
    // Also what holds back the rest lets a page know by this that it does not.
    this.#write(`retry: ${RETRY_MS}\nevent: hello\ndata: {}\n\n`);
    this.#keepAlive();
  }

  tell(news: FeedNews): void {
    this.#cursors.set(news.workspace, news.cursor);
    const id = JSON.stringify(Object.fromEntries(this.#cursors));
    this.#write(`id: ${id}\nevent: news\ndata: ${shownJson(news)}\n\n`);
  }

  close(): void {
    this.#over.abort();
    this.response.end();
  }

  async #keepAlive(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.sleep(KEEP_ALIVE_MS, signal);
      this.#write('event: alive\ndata: {}\n\n');
    }
  }

  #write(text: string): void {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > UNREAD_BYTES_MAX) response.destroy();
    else response.write(text);
  }
}
