import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { savedFile } from '../data/saved.ts';
import { serverNow } from '../data/server-time.ts';

const TICK_MS = 1000;

/** As the server has it, to the second. */
export const now = signal(serverNow());

setInterval(() => {
  if (document.visibilityState === 'visible') now.value = serverNow();
}, TICK_MS);

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const timeOfDay = new Intl.DateTimeFormat(undefined, TIME);
const dayAndTime = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', ...TIME });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

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

interface TimeProps {
  /** ISO. */
  readonly at: string;
}

/** How long ago, which ticks; the time itself is what a pointer shows. A file is read at any time later. */
export function Ago({ at }: TimeProps) {
  if (savedFile !== null) return <Clock at={at} />;
  return <When at={at}>{spanText(now.value - Date.parse(at))} ago</When>;
}

/** How long since. */
export function Since({ at }: TimeProps) {
  return <When at={at}>{spanText(now.value - Date.parse(at))}</When>;
}

/** How long until. */
export function In({ at }: TimeProps) {
  return <When at={at}>in {spanText(Date.parse(at) - now.value)}</When>;
}

/** The time of day, with its date where that is another one. */
export function Clock({ at }: TimeProps) {
  const date = new Date(at);
  const isToday = savedFile === null && new Date(now.value).toDateString() === date.toDateString();
  return <When at={at}>{(isToday ? timeOfDay : dayAndTime).format(date)}</When>;
}

function When({ at, children }: TimeProps & { readonly children: ComponentChildren }) {
  // Lists draw many of them, and a pointer rests on few.
  const tell = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    currentTarget.title = whole.format(new Date(at));
  };
  return (
    <time dateTime={at} onPointerEnter={tell}>
      {children}
    </time>
  );
}
