import type { EventView } from '../../../src/runtime/api/index.ts';
import { WorkLink } from '../parts/link.tsx';
import { Clock } from '../parts/time.tsx';

interface EventsProps {
  readonly workspace: string;
  /** Newest first. */
  readonly events: readonly EventView[];
}

export function Events({ workspace, events }: EventsProps) {
  return (
    <ol class="events">
      {events.map(({ id, at, kind, what, root, item, title }) => (
        <li key={id}>
          <Clock at={at} /> <span class="kind">{kind}</span> <span>{what}</span>
          {title !== '' && (
            <span class="quiet">
              {' '}
              <WorkLink workspace={workspace} root={root} item={item}>
                {title}
              </WorkLink>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
