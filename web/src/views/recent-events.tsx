import { useState } from 'preact/hooks';
import { useView } from '../data/cache.ts';
import { now } from '../parts/time.tsx';
import { counted } from '../parts/words.ts';
import { Events } from './events.tsx';

const HOUR_MS = 3_600_000;
const READ_MAX = 100;
const FIRST = 5;

/** What happened in the last hour, the newest first. */
export function RecentEvents({ workspace }: { readonly workspace: string }) {
  const [isOpen, setOpen] = useState(false);
  const found = useView(workspace, 'events', { limit: READ_MAX }).value.value;
  if (found === null) return null;
  const recent = found.events.filter(({ at }) => Date.parse(at) >= now.value - HOUR_MS);
  if (recent.length === 0) return <p class="quiet">Nothing happened in the last hour.</p>;
  const shown = isOpen ? recent : recent.slice(0, FIRST);
  const more = recent.length === READ_MAX ? `the newest ${READ_MAX}` : `all ${recent.length}`;
  return (
    <>
      <h3>
        Last hour <span class="quiet">{counted(recent.length, 'event')}</span>
      </h3>
      <Events workspace={workspace} events={shown} />
      {recent.length > FIRST && (
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : `Show ${more}`}
        </button>
      )}
    </>
  );
}
