import { useView, useWorkspaces } from '../data/cache.ts';
import { Shown } from '../parts/shown.tsx';
import { lastPart } from '../parts/words.ts';
import { Events } from './events.tsx';
import { Governance } from './governance.tsx';
import { Now, Totals } from './now.tsx';
import { PagedRows } from './paged-rows.tsx';

const EVENTS_SHOWN = 40;

/** One workspace: how it stands, what it may use, all of its specs, and what happened last. */
export function Workspace({ workspace }: { readonly workspace: string }) {
  const look = useView(workspace, 'look');
  const events = useView(workspace, 'events', { limit: EVENTS_SHOWN });
  const rows = useWorkspaces().value.value?.rows ?? [];
  const root = rows.find(({ id }) => id === workspace)?.root ?? workspace;
  return (
    <>
      <h1>{lastPart(root)}</h1>
      <p class="under-title path">{root}</p>
      <Shown of={look}>
        {(value) => (
          <>
            <Totals look={value} />
            <Now workspace={workspace} look={value} />
            <Governance view={value.status.governance} />
          </>
        )}
      </Shown>
      <h2>All specs</h2>
      <PagedRows workspace={workspace} query={{ of: 'roots' }} label="All specs" />
      <h2>What happened last</h2>
      <Shown of={events}>{({ events }) => <Events workspace={workspace} events={events} />}</Shown>
    </>
  );
}
