import type { ClientSession } from '../operations/session.ts';
import type { FeedNews } from './answers.ts';
import { AGAIN_MS } from './limits.ts';

type Hear = (news: FeedNews) => void;

export interface FeedPorts {
  readonly session: Pick<ClientSession, 'read'>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Tells all pages what is committed in a workspace; while nobody looks at it nothing is followed. */
export class Feed {
  readonly #listeners = new Map<Hear, string | null>();
  #following: AbortController | null = null;

  constructor(
    private readonly workspace: string,
    private readonly ports: FeedPorts,
  ) {}

  get isBusy(): boolean {
    return this.#listeners.size > 0;
  }

  /** `since`: the cursor that was told last; null = from now on. */
  subscribe(hear: Hear, since: string | null): () => void {
    this.#listeners.set(hear, since);
    if (this.#following === null) this.#follow();
    else this.#catchUp(hear);
    return () => {
      this.#listeners.delete(hear);
      if (!this.isBusy) this.close();
    };
  }

  close(): void {
    this.#following?.abort();
    this.#following = null;
  }

  async #follow(): Promise<void> {
    const following = new AbortController();
    this.#following = following;
    const { signal } = following;
    const { session, sleep } = this.ports;
    while (!signal.aborted) {
      await this.#tellAll();
      const told = () => {
        if (!signal.aborted) this.#tellAll();
      };
      // Why it cannot be read is told to whoever reads it.
      await session
        .read(null, (runtime) => runtime.changes({ signal, told }))
        .catch(() => undefined);
      await sleep(AGAIN_MS, signal);
    }
  }

  async #tellAll(): Promise<void> {
    for (const hear of [...this.#listeners.keys()]) await this.#catchUp(hear);
  }

  async #catchUp(hear: Hear): Promise<void> {
    const since = this.#listeners.get(hear);
    if (since === undefined) return;
    const view = await this.ports.session
      .read(null, (runtime) => runtime.wait({ since, root: null, until: 'news', wait_ms: 0 }))
      .catch(() => null);
    // Told already by a call that was faster, or gone meanwhile.
    if (view === null || this.#listeners.get(hear) !== since || view.cursor === since) return;
    this.#listeners.set(hear, view.cursor);
    hear({
      workspace: this.workspace,
      cursor: view.cursor,
      events: view.events,
      events_total: view.events_total,
      is_whole: since === null || view.is_other_journal,
    });
  }
}
