import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type RequestId,
  type Server,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Changes } from './changes.ts';
import { LISTENS_MAX } from './followed.ts';
import { sendChange } from './subscriptions.ts';

const cancelled = z.looseObject({ requestId: z.union([z.string(), z.number()]) });

/**
 * Has the changes followed while a client of the newer era listens. The library answers its requests and
 * says which of them hears what; here they only pass by.
 */
export class Listening {
  /** What speaks to the connection. */
  server: Server | null = null;
  readonly #changes: Changes;
  readonly #open = new Set<RequestId>();
  #leave: (() => void) | null = null;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  pass(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message) && message.method === 'subscriptions/listen') {
      if (this.#open.size < LISTENS_MAX) this.#open.add(message.id);
    } else if (isJSONRPCNotification(message) && message.method === 'notifications/cancelled') {
      const given = cancelled.safeParse(message.params);
      if (!given.success || !this.#open.delete(given.data.requestId)) return;
    } else return;
    this.#settle();
  }

  #settle(): void {
    if (this.#open.size > 0) this.#leave ??= this.#changes.subscribe((event) => this.#hear(event));
    else {
      this.#leave?.();
      this.#leave = null;
    }
  }

  readonly #hear = (event: Parameters<typeof sendChange>[1]): void => {
    if (this.server !== null) sendChange(this.server, event);
  };
}
