import type { EventView } from '../../../src/runtime/api/index.ts';
import { WorkLink } from '../parts/link.tsx';
import { Linked } from '../parts/linked.tsx';
import { Clock } from '../parts/time.tsx';

interface EventsProps {
  readonly workspace: string;
  /** Newest first. */
  readonly events: readonly EventView[];
}

/** Stages may say a great deal; the whole is where they say it. */
const WORDS_LENGTH_MAX = 600;

export function Events({ workspace, events }: EventsProps) {
  return (
    <ol class="events">
      {events.map(({ id, at, kind, what, root, item, title }) => (
        <li key={id}>
          <Clock at={at} />
          <span class="kind">{kind.replace('_', ' ')}</span>
          <span>
            <Linked workspace={workspace} text={shortened(what)} />
            {title !== '' && !what.includes(title) && !what.includes(item ?? title) && (
              <span class="quiet">
                {' '}
                <WorkLink workspace={workspace} root={root} item={item}>
                  {title}
                </WorkLink>
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

export function shortened(text: string): string {
  return text.length > WORDS_LENGTH_MAX ? `${text.slice(0, WORDS_LENGTH_MAX)} ...` : text;
}
