import type { Server, ServerEvent } from '@modelcontextprotocol/server';
import { MillraceError } from '../runtime/errors/errors.ts';
import type { Changes } from './changes.ts';
import { isFollowed, SUBSCRIPTIONS_MAX } from './followed.ts';

/**
 * What a client of the older era, on a connection that lasts, wants to hear of: changes of the resources that
 * it has named and, once it has read the list of them, of the list.
 */
export class Subscriptions {
  readonly #server: Server;
  readonly #changes: Changes;
  readonly #uris = new Set<string>();
  #has_list = false;
  #leave: (() => void) | null = null;

  constructor(server: Server, changes: Changes) {
    this.#server = server;
    this.#changes = changes;
  }

  add(uri: string): void {
    if (!isFollowed(uri)) throw notFollowed();
    if (this.#uris.size >= SUBSCRIPTIONS_MAX && !this.#uris.has(uri)) throw tooMany();
    this.#uris.add(uri);
    this.#settle();
  }

  remove(uri: string): void {
    this.#uris.delete(uri);
    this.#settle();
  }

  hasList(): void {
    this.#has_list = true;
    this.#settle();
  }

  close(): void {
    this.#uris.clear();
    this.#has_list = false;
    this.#settle();
  }

  #settle(): void {
    const isWanted = this.#has_list || this.#uris.size > 0;
    if (isWanted) {
      this.#leave ??= this.#changes.subscribe(
        (event) => this.#hear(event),
        () => this.#uris,
      );
    } else {
      this.#leave?.();
      this.#leave = null;
    }
  }

  #hear(event: ServerEvent): void {
    if (event.kind === 'resource_updated' && !this.#uris.has(event.uri)) return;
    if (event.kind === 'resources_list_changed' && !this.#has_list) return;
    sendChange(this.#server, event);
  }
}

/** A client that has gone, or does not read, is no reason to fail. */
export function sendChange(server: Server, event: ServerEvent): void {
  const sent =
    event.kind === 'resource_updated'
      ? server.sendResourceUpdated({ uri: event.uri })
      : server.sendResourceListChanged();
  sent.catch(() => undefined);
}

function notFollowed(): MillraceError {
  return new MillraceError('resource_not_found', {
    what: 'There is no such resource to be told of',
    expected: "a resource of the server's own workspace, without `workspace` and `page`",
    next: 'List the resources, and subscribe to one of those.',
  });
}

function tooMany(): MillraceError {
  return new MillraceError('input_invalid', {
    what: `You subscribe to ${SUBSCRIPTIONS_MAX} resources already`,
    expected: `at most ${SUBSCRIPTIONS_MAX}`,
    next: 'Unsubscribe from one, or read millrace://events, which tells of all.',
  });
}
