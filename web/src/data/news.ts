import { signal } from '@preact/signals';
import { invalidate, refreshLooks } from './cache.ts';
import { savedFile } from './saved.ts';
import { openStream, type StreamMessage, type StreamState } from './stream.ts';

/** `file`: nothing comes any more. */
export type Connection = StreamState | 'file';

export const connection = signal<Connection>(savedFile !== null ? 'file' : 'connecting');

/** How often what a running stage does is looked at, which no record tells; without a stream, everything. */
const LOOK_MS = 5000;
/** A browser opens few connections to one server: the tab that holds this has the stream for all. */
const LOCK = 'millrace-stream';

type TabMessage = StreamMessage | { readonly kind: 'hello' };

export function listen(): void {
  if (savedFile !== null) return;
  const tabs = new BroadcastChannel(LOCK);
  const send = (message: TabMessage) => tabs.postMessage(message);
  let isLeader = false;
  tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    const { value } = connection;
    if (data.kind !== 'hello') take(data);
    else if (isLeader && value !== 'file') send({ kind: 'state', state: value });
  });
  send({ kind: 'hello' });
  navigator.locks.request(LOCK, () => {
    isLeader = true;
    openStream((message) => {
      take(message);
      send(message);
    });
    return new Promise(() => undefined);
  });
  setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    if (connection.value === 'live') refreshLooks();
    else invalidate(null);
  }, LOOK_MS);
}

function take(message: StreamMessage): void {
  if (message.kind === 'state') connection.value = message.state;
  else invalidate(message.workspace);
}
