import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import { type ChangeNotice, WHOLE } from '../runtime/api/change.ts';
import { isConcerned } from './resources/concerned.ts';
import { parseUri } from './resources/uris.ts';

/** How long it takes until a workspace that cannot be read, or is none yet, is looked at again. */
const AGAIN_MS = 1000;

export interface ChangesPorts {
  readonly session: () => ClientSession;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Hear = (event: ServerEvent) => void;

interface Listener {
  readonly hear: Hear;
  /** The resources that it has named. */
  readonly named: () => Iterable<string>;
}

/**
 * What anybody commits in the server's own workspace, as changes of its resources, for every connection
 * that wants to hear of it: of each resource at most one in 250 ms. While nobody listens nothing is
 * followed. Contract: it is the bus of the library, so `createMcpHandler` takes it as it is.
 */
export class Changes implements ServerEventBus {
  readonly #ports: ChangesPorts;
  readonly #listeners = new Set<Listener>();
  #following: AbortController | null = null;

  constructor(ports: ChangesPorts) {
    this.#ports = ports;
  }

  publish(event: ServerEvent): void {
    for (const { hear } of this.#listeners) hear(event);
  }

  /** Of resources those are told that somebody has named. */
  subscribe(hear: Hear, named: () => Iterable<string> = () => []): () => void {
    const listener = { hear, named };
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
    const named = [...this.#listeners].flatMap((one) => [...one.named()]);
    for (const uri of new Set(named)) {
      const located = parseUri(uri);
      if (located !== null && isConcerned(located.address, notice))
        this.publish({ kind: 'resource_updated', uri });
    }
    if (notice.is_new) this.publish({ kind: 'resources_list_changed' });
  }
}
