import { EventSource } from 'eventsource';
import type { FeedNews } from '../../../src/web/answers.ts';
import { KEEP_ALIVE_MS } from '../../../src/web/limits.ts';
import { authorization } from './source.ts';

/**
 * `delayed`: it stands, and nothing comes through it, as behind a proxy that holds back what it is sent.
 * `full`: the server follows for as many pages as it may. Either way the page looks by itself.
 */
export type StreamState = 'connecting' | 'live' | 'lost' | 'delayed' | 'full';

export type StreamMessage =
  | { readonly kind: 'state'; readonly state: StreamState }
  /** Something was committed there; null = anything, anywhere. */
  | { readonly kind: 'news'; readonly workspace: string | null };

const SILENCE_MS_MAX = 2.5 * KEEP_ALIVE_MS;
/** A server greets at once. */
const GREETING_MS_MAX = 4000;
const AGAIN_MS = 3000;
const FULL = 429;

/**
 * Hears what is committed, as long as the page is open. Goes on by itself after a cut, from the id of
 * the last event: nothing that came between is missed. A stream that says nothing for longer than it
 * may is given up, and made anew.
 */
export function openStream(tell: (message: StreamMessage) => void): void {
  const source = new EventSource('/api/stream', {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...authorization() } }),
  });
  let silence: ReturnType<typeof setTimeout> | undefined;
  const say = (state: StreamState) => tell({ kind: 'state', state });
  const end = (state: StreamState) => {
    clearTimeout(silence);
    source.close();
    say(state);
    setTimeout(() => openStream(tell), AGAIN_MS);
  };
  const expectWord = (ms: number) => {
    clearTimeout(silence);
    silence = setTimeout(() => end('delayed'), ms);
  };
  const heard = () => {
    expectWord(SILENCE_MS_MAX);
    say('live');
  };
  expectWord(GREETING_MS_MAX);
  source.addEventListener('open', () => expectWord(GREETING_MS_MAX));
  source.addEventListener('alive', heard);
  source.addEventListener('hello', () => {
    heard();
    // Whatever was committed before the server knew of this page.
    tell({ kind: 'news', workspace: null });
  });
  source.addEventListener('news', ({ data }) => {
    heard();
    const { workspace }: FeedNews = JSON.parse(data);
    tell({ kind: 'news', workspace });
  });
  source.addEventListener('error', ({ code }) => {
    clearTimeout(silence);
    if (code === undefined) say('lost');
    else end(code === FULL ? 'full' : 'lost');
  });
}
