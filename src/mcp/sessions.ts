import { ClientSession, type SessionOptions } from '../operations/session.ts';
import { clip } from '../operations/support/text.ts';
import { waitLimitOf } from './wait-limits.ts';

export type SessionSettings = Omit<SessionOptions, 'actor' | 'wait'>;

/** Clients that are served at once; of more, the one that was silent for longest begins anew. */
const CLIENTS_MAX = 16;
const NAME_LENGTH_MAX = 60;

/**
 * A session for each client, by the name that it gives itself: what it does is recorded as its own, and
 * it waits as long as its kind is known to. Over stdio there is one.
 */
export class Sessions {
  readonly #settings: SessionSettings;
  readonly #known = new Map<string, ClientSession>();

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  of(client: string | null): ClientSession {
    const name = clip(client ?? 'unknown', NAME_LENGTH_MAX);
    const session = this.#known.get(name) ?? this.#begin(name);
    // The newest use comes last.
    this.#known.delete(name);
    this.#known.set(name, session);
    for (const [silent, old] of this.#known) {
      if (this.#known.size <= CLIENTS_MAX) break;
      this.#known.delete(silent);
      old.retire();
    }
    return session;
  }

  /** Of the client that asked last. */
  newest(): ClientSession {
    return [...this.#known.values()].at(-1) ?? this.of(null);
  }

  close(): void {
    for (const session of this.#known.values()) session.close();
    this.#known.clear();
  }

  #begin(name: string): ClientSession {
    return new ClientSession({
      ...this.#settings,
      actor: () => `mcp:${name}`,
      wait: () => waitLimitOf(name),
    });
  }
}
