import type { ClientSession } from '../operations/session.ts';
import type { Failure } from '../operations/support/failure.ts';
import type { Address } from './address.ts';
import type { FeedNews } from './answers.ts';
import { Feed } from './feed.ts';
import { FOLLOWED_MAX, LISTED_MAX } from './limits.ts';
import type { Cursors } from './stream.ts';
import { isView, VIEWS } from './views.ts';

export interface WatchedWorkspace {
  readonly id: string;
  /** Absolute path. */
  readonly root: string;
}

export interface WatchedPorts {
  readonly list: () => readonly WatchedWorkspace[];
  /** Where a workspace lies; null = none that is looked at. Throws where it is gone for good. */
  readonly rootOf: (id: string) => string | null;
  readonly session: (root: string) => ClientSession;
  /** What was thrown, for a person at the page. */
  readonly describe: (thrown: unknown) => Failure;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export type ViewAnswer =
  | { readonly ok: true; readonly answer: object }
  | { readonly ok: false; readonly failure: Failure };

interface Open {
  readonly root: string;
  readonly session: ClientSession;
  readonly feed: Feed;
}

/** The workspaces that pages look at, each opened once for all of them. */
export class Watched {
  readonly #open = new Map<string, Open>();

  constructor(private readonly ports: WatchedPorts) {}

  list(): readonly WatchedWorkspace[] {
    return this.ports.list().slice(0, LISTED_MAX);
  }

  /** Null where there is no such workspace or view. */
  async view({
    workspace,
    view,
    query,
  }: Extract<Address, { kind: 'view' }>): Promise<ViewAnswer | null> {
    if (!isView(view)) return null;
    try {
      const open = this.#at(workspace);
      if (open === null) return null;
      const { session, root } = open;
      const answer = await session.read(null, async (runtime) =>
        VIEWS[view].read({ runtime, session, place: root }, query),
      );
      return { ok: true, answer: Object(answer) };
    } catch (thrown) {
      return { ok: false, failure: this.ports.describe(thrown) };
    }
  }

  /** Of each workspace that is listed, up to a limit; `from`: what was told already. */
  subscribe(hear: (news: FeedNews) => void, from: Cursors): () => void {
    const stops = this.list()
      .slice(0, FOLLOWED_MAX)
      .flatMap(({ id }) => {
        const feed = this.#feedOf(id);
        return feed === null ? [] : [feed.subscribe(hear, from.get(id) ?? null)];
      });
    return () => {
      for (const stop of stops) stop();
      this.#closeUnused();
    };
  }

  close(): void {
    for (const { feed, session } of this.#open.values()) {
      feed.close();
      session.close();
    }
    this.#open.clear();
  }

  #feedOf(id: string): Feed | null {
    try {
      return this.#at(id)?.feed ?? null;
    } catch {
      // What is gone is said to whoever looks at it.
      return null;
    }
  }

  #at(id: string): Open | null {
    const root = this.ports.rootOf(id);
    const known = this.#open.get(id);
    if (known !== undefined && known.root === root) return known;
    if (known !== undefined) this.#drop(id, known);
    if (root === null) return null;
    this.#closeUnused();
    const session = this.ports.session(root);
    const feed = new Feed(id, { session, sleep: this.ports.sleep });
    const open = { root, session, feed };
    this.#open.set(id, open);
    return open;
  }

  /** Nothing is kept open of what no page hears of, beyond what pages follow. */
  #closeUnused(): void {
    for (const [id, open] of this.#open) {
      if (this.#open.size < FOLLOWED_MAX) return;
      if (!open.feed.isBusy) this.#drop(id, open);
    }
  }

  #drop(id: string, { feed, session }: Open): void {
    this.#open.delete(id);
    feed.close();
    session.retire();
  }
}
