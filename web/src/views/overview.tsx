import { useView, useWorkspaces } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { counted } from '../parts/words.tsx';
import { Events } from './events.tsx';
import { Now } from './now.tsx';

/** All workspaces of a user, each as it stands. */
export function Overview() {
  const workspaces = useWorkspaces();
  return (
    <>
      <h1>Workspaces</h1>
      <Shown of={workspaces}>
        {({ rows, followed_max }) => (
          <>
            {rows.length === 0 && <p>There is none yet: millrace init makes one.</p>}
            {rows.length > followed_max && (
              <p class="quiet">
                Of {counted(rows.length, 'workspace')} the first {followed_max} are live; the others
                are as they stood when they were opened.
              </p>
            )}
            {rows.map(({ id, root }) => (
              <Card key={id} workspace={id} root={root} />
            ))}
          </>
        )}
      </Shown>
    </>
  );
}

function Card({ workspace, root }: { readonly workspace: string; readonly root: string }) {
  const look = useView(workspace, 'look');
  return (
    <section class="card" aria-label={root}>
      <h2>
        <Link to={{ view: 'workspace', workspace }}>{root.slice(root.lastIndexOf('/') + 1)}</Link>{' '}
        <span class="quiet path">{root}</span>
      </h2>
      <Shown of={look}>{(value) => <Now workspace={workspace} look={value} />}</Shown>
      <RecentEvents workspace={workspace} />
    </section>
  );
}

const HOUR_MS = 3_600_000;
const EVENTS_SHOWN = 8;

/** Of the last hour. */
function RecentEvents({ workspace }: { readonly workspace: string }) {
  const found = useView(workspace, 'events', { limit: 50 }).value.value;
  if (found === null) return null;
  const since = Date.now() - HOUR_MS;
  const recent = found.events.filter(({ at }) => Date.parse(at) >= since);
  if (recent.length === 0) return null;
  return (
    <details>
      <summary>{counted(recent.length, 'event')} in the last hour</summary>
      <Events workspace={workspace} events={recent.slice(0, EVENTS_SHOWN)} />
    </details>
  );
}
