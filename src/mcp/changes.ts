import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import type { ChangeNotice } from '../runtime/api/index.ts';
import { changedUris } from './resources/changed-uris.ts';

/** How long it takes until a workspace that cannot be read, or is none yet, is looked at again. */
const AGAIN_MS = 1000;

export interface ChangesPorts {
  readonly session: () => ClientSession;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Listener = (event: ServerEvent) => void;

/**
 * What anybody commits in the server's own workspace, as changes of its resources, for every connection
 * that wants to hear of it: of each resource at most one in 250 ms. While nobody listens nothing is
 * followed. Contract: it is the bus of the library, so `createMcpHandler` takes it as it is.
 */
export class Changes implements ServerEventBus {
  readonly #ports: ChangesPorts;
  readonly #listeners = new Set<{ readonly hear: Listener }>();
  #following: AbortController | null = null;

  constructor(ports: ChangesPorts) {
    this.#ports = ports;
  }

  publish(event: ServerEvent): void {
    for (const { hear } of this.#listeners) hear(event);
  }

  subscribe(hear: Listener): () => void {
    const listener = { hear };
    this.#listeners.add(listener);
    if (this.#following === null) this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#following?.abort();
    this.#following = null;
  }

  async #follow(): Promise<void> {
    const { session, sleep } = this.#ports;
    this.#following = new AbortController();
    const { signal } = this.#following;
    const told = (notice: ChangeNotice) => {
      if (!signal.aborted) this.#tell(notice);
    };
    let hasMissed = false;
    while (!signal.aborted) {
      const following = session().read(null, (runtime) => {
        if (hasMissed) told(WHOLE);
        return runtime.changes({ signal, told });
      });
      // Why it cannot be read is told to whoever reads it.
      await following.catch(() => undefined);
      hasMissed = true;
      await sleep(AGAIN_MS, signal);
    }
  }

  #tell(notice: ChangeNotice): void {
    for (const uri of changedUris(notice)) this.publish({ kind: 'resource_updated', uri });
    if (notice.is_new) this.publish({ kind: 'resources_list_changed' });
  }
}

const WHOLE: ChangeNotice = {
  roots: [],
  items: [],
  runs: [],
  planes: [],
  is_new: true,
  is_whole: true,
};
