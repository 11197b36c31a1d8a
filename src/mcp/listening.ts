import {
  isJSONRPCNotification,
  type JSONRPCMessage,
  type RequestId,
  type Server,
  SUBSCRIPTION_ID_META_KEY,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Changes } from './changes.ts';
import { resourcesIn } from './followed.ts';
import { sendChange } from './subscriptions.ts';

const id = z.union([z.string(), z.number()]);
const cancelled = z.looseObject({ requestId: id });
const acknowledged = z.looseObject({ _meta: z.looseObject({ [SUBSCRIPTION_ID_META_KEY]: id }) });

/**
 * Has the changes followed while a client of the newer era listens. The library judges and answers its
 * requests and says which of them hears what; here they only pass by.
 */
export class Listening {
  /** What speaks to the connection. */
  server: Server | null = null;
  readonly #changes: Changes;
  /** Streams that were acknowledged -> the resources of each. */
  readonly #open = new Map<RequestId, readonly string[]>();
  #leave: (() => void) | null = null;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /** A message of the client. */
  taken(message: JSONRPCMessage): void {
    if (!isJSONRPCNotification(message) || message.method !== 'notifications/cancelled') return;
    const given = cancelled.safeParse(message.params).data;
    if (given !== undefined && this.#open.delete(given.requestId)) this.#settle();
  }

  /** A message to the client. */
  sent(message: JSONRPCMessage): void {
    if (!isJSONRPCNotification(message) || message.method !== ACKNOWLEDGED) return;
    const given = acknowledged.safeParse(message.params).data;
    if (given === undefined) return;
    this.#open.set(given._meta[SUBSCRIPTION_ID_META_KEY], resourcesIn(message.params));
    this.#settle();
  }

  #settle(): void {
    if (this.#open.size > 0) {
      this.#leave ??= this.#changes.subscribe(this.#hear, () => [...this.#open.values()].flat());
    } else {
      this.#leave?.();
      this.#leave = null;
    }
  }

  readonly #hear = (event: Parameters<typeof sendChange>[1]): void => {
    if (this.server !== null) sendChange(this.server, event);
  };
}

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
