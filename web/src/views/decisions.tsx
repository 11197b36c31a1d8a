import type { EntriesView } from '../../../src/runtime/api/index.ts';
import { useView } from '../data/cache.ts';
import { KeyLink } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { Clock } from '../parts/time.tsx';

interface DecisionsProps {
  readonly workspace: string;
  readonly root: string;
}

/** What people decided and were asked, and what stages claimed, about a lineage. */
export function Decisions({ workspace, root }: DecisionsProps) {
  const decisions = useView(workspace, 'entries', { of: 'decisions', root });
  const ledger = useView(workspace, 'entries', { of: 'ledger', root });
  return (
    <>
      <h2>Decisions and questions</h2>
      <Shown of={decisions}>
        {(view) => (
          <Entries workspace={workspace} view={view} none="Nobody decided or asked anything." />
        )}
      </Shown>
      <h2>What stages claim</h2>
      <Shown of={ledger}>
        {(view) => <Entries workspace={workspace} view={view} none="No stage claimed anything." />}
      </Shown>
    </>
  );
}

interface EntriesProps {
  readonly workspace: string;
  readonly view: EntriesView;
  readonly none: string;
}

function Entries({ workspace, view: { rows, after, older_claims }, none }: EntriesProps) {
  if (rows.length === 0) return <p class="empty">{none}</p>;
  return (
    <>
      <ul class="entries">
        {rows.map(({ key, kind, standing, text, actor, at, item }) => (
          <li key={key}>
            <span class="kind">{standing === null ? kind : `${kind}, ${standing}`}</span>
            <span>
              {text}
              <span class="quiet">
                {' '}
                by {actor}
                {item !== null && (
                  <>
                    {' '}
                    about <KeyLink workspace={workspace} of={item} />
                  </>
                )}
                {at !== null && (
                  <>
                    , <Clock at={at} />
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {older_claims > 0 && (
        <p class="quiet">{older_claims} older ones are only in the results of their stages.</p>
      )}
      {after !== null && (
        <p class="quiet">
          Older ones: <code>millrace list decisions</code>
        </p>
      )}
    </>
  );
}
