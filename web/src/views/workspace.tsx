import { useView } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { Events } from './events.tsx';
import { Now } from './now.tsx';
import { WorkRows } from './work-rows.tsx';

/** One workspace: how it stands, all of its specs, and what happened last. */
export function Workspace({ workspace }: { readonly workspace: string }) {
  const look = useView(workspace, 'look');
  const specs = useView(workspace, 'list', { of: 'roots', limit: 1000 });
  const events = useView(workspace, 'events', { limit: 30 });
  return (
    <>
      <h1>How it stands</h1>
      <Shown of={look}>{(value) => <Now workspace={workspace} look={value} />}</Shown>
      <h2>All specs</h2>
      <Shown of={specs}>
        {({ rows, after }) => (
          <>
            <WorkRows workspace={workspace} rows={rows} label="All specs" />
            {after !== null && <p class="quiet">Older ones are told by millrace list specs.</p>}
          </>
        )}
      </Shown>
      <h2>What happened last</h2>
      <Shown of={events}>{({ events }) => <Events workspace={workspace} events={events} />}</Shown>
      <p>
        <Link to={{ view: 'runs', workspace }}>All runs</Link>
      </p>
    </>
  );
}
