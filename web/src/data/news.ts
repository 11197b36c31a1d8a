import { signal } from '@preact/signals';
import { EventSource } from 'eventsource';
import type { FeedNews } from '../../../src/web/answers.ts';
import { invalidate, refreshLooks } from './cache.ts';
import { savedFile } from './saved.ts';
import { authorization } from './source.ts';

/** `file`: nothing comes any more. */
export type Connection = 'connecting' | 'live' | 'lost' | 'file';

export const connection = signal<Connection>(savedFile !== null ? 'file' : 'connecting');

/** How often what a running stage does is looked at, which no record tells. */
const LOOK_MS = 5000;

/** Goes on by itself after a cut, from the id of the last event: nothing that came between is missed. */
export function listen(): void {
  if (savedFile !== null) return;
  const source = new EventSource('/api/stream', {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...authorization() } }),
  });
  source.addEventListener('open', () => {
    // Whatever was committed before the server knew of this page.
    invalidate(null);
    connection.value = 'live';
  });
  source.addEventListener('error', () => {
    connection.value = 'lost';
  });
  source.addEventListener('news', ({ data }) => {
    const news: FeedNews = JSON.parse(data);
    invalidate(news.workspace);
  });
  setInterval(() => {
    if (document.visibilityState === 'visible') refreshLooks();
  }, LOOK_MS);
}
