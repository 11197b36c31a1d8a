import { z } from 'zod';
import { parseUri } from './resources/uris.ts';

/** Resources that one client of the older era, or one stream of the newer, hears of. */
export const SUBSCRIPTIONS_MAX = 64;
/** Streams of changes that one client of the newer era has open. */
export const LISTENS_MAX = 16;

/** Whether its changes are told: those of the server's own workspace, as a whole. */
export function isFollowed(uri: string): boolean {
  const located = parseUri(uri);
  return located !== null && located.workspace === null && located.page === null;
}

const wish = z.looseObject({
  notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()).optional() }),
});

/** What a stream of the newer era is about, from the params of its request or of its acknowledgement. */
export function resourcesIn(params: unknown): readonly string[] {
  return wish.safeParse(params).data?.notifications.resourceSubscriptions ?? [];
}
