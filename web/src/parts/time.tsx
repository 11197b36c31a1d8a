import { signal } from '@preact/signals';

const TICK_MS = 1000;

const now = signal(Date.now());

setInterval(() => {
  if (document.visibilityState === 'visible') now.value = Date.now();
}, TICK_MS);

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** As people say it: the two largest units. A clock of the server that is ahead makes no negative time. */
export function spanText(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}

export function Span({ ms }: { readonly ms: number }) {
  return <span class="number">{spanText(ms)}</span>;
}

/** How long ago, which ticks; the time itself is what a pointer shows. */
export function Ago({ at, bare = false }: { readonly at: string; readonly bare?: boolean }) {
  const ms = now.value - Date.parse(at);
  return (
    <time class="number" dateTime={at} title={new Date(at).toLocaleString()}>
      {bare ? spanText(ms) : `${spanText(ms)} ago`}
    </time>
  );
}

/** The time of day, with its date where that is another one. */
export function Clock({ at }: { readonly at: string }) {
  const date = new Date(at);
  const today = new Date(now.value).toDateString() === date.toDateString();
  return (
    <time class="number" dateTime={at} title={date.toLocaleString()}>
      {today ? date.toLocaleTimeString() : date.toLocaleString()}
    </time>
  );
}
