import {
  CLIENT_INFO_META_KEY,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { ClientSession, type SessionOptions } from '../operations/session.ts';
import { clip } from '../operations/support/text.ts';
import { waitLimitOf } from './wait-limits.ts';

export type SessionSettings = Omit<SessionOptions, 'actor' | 'wait'> & {
  /** Milliseconds since 1970. */
  readonly clock: { now(): number };
};

interface Known {
  readonly session: ClientSession;
  readonly used_ms: number;
}

/** Clients that are served at once; of more, the one that was silent for longest begins anew. */
const CLIENTS_MAX = 64;
/** Of one that was silent for so long nothing is kept open. */
const SILENT_MS_MAX = 600_000;
const NAME_LENGTH_MAX = 60;

/**
 * A session for each client, by the name that it gives itself: what it does is recorded as its own, and
 * it waits as long as its kind is known to. Over stdio there is one.
 */
export class Sessions {
  readonly #settings: SessionSettings;
  readonly #known = new Map<string, Known>();

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  of(client: string | null): ClientSession {
    const name = clip(client ?? 'unknown', NAME_LENGTH_MAX);
    const session = this.#known.get(name)?.session ?? this.#begin(name);
    const used_ms = this.#settings.clock.now();
    // The newest use comes last.
    this.#known.delete(name);
    this.#known.set(name, { session, used_ms });
    for (const [other, { session: old, used_ms: then_ms }] of this.#known) {
      if (this.#known.size <= CLIENTS_MAX && used_ms - then_ms <= SILENT_MS_MAX) break;
      this.#known.delete(other);
      old.retire();
    }
    return session;
  }

  /** Of the client that asked last. */
  newest(): ClientSession {
    return [...this.#known.values()].at(-1)?.session ?? this.of(null);
  }

  close(): void {
    for (const { session } of this.#known.values()) session.close();
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

const envelope = z.looseObject({ [CLIENT_INFO_META_KEY]: z.looseObject({ name: z.string() }) });

/** What a program calls itself in HTTP, without its version. */
const PROGRAM = /^[^\s/]{1,60}/;

/**
 * The newer era says with each request who asks, the older one once, and over HTTP that was said to
 * another speaker.
 */
export function clientOf(server: Server, { mcpReq, http }: ServerContext): string | null {
  const said = envelope.safeParse(mcpReq.envelope).data?.[CLIENT_INFO_META_KEY];
  const once = said?.name ?? server.getClientVersion()?.name;
  return once ?? PROGRAM.exec(http?.req?.headers.get('user-agent') ?? '')?.[0] ?? null;
}
