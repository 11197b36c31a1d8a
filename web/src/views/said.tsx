import type { EntriesView } from '../../../src/runtime/api/index.ts';
import { useView } from '../data/cache.ts';
import { Shown } from '../parts/shown.tsx';
import { Clock } from '../parts/time.tsx';

/** What people decided and were asked, and what stages claimed, about a lineage. */
export function Said({ workspace, root }: { readonly workspace: string; readonly root: string }) {
  const decisions = useView(workspace, 'entries', { of: 'decisions', root });
  const ledger = useView(workspace, 'entries', { of: 'ledger', root });
  return (
    <>
      <h2>Decisions and questions</h2>
      <Shown of={decisions}>{(view) => <Entries view={view} />}</Shown>
      <h2>What stages claim</h2>
      <Shown of={ledger}>{(view) => <Entries view={view} />}</Shown>
    </>
  );
}

function Entries({ view: { rows, after } }: { readonly view: EntriesView }) {
  if (rows.length === 0) return <p class="quiet">There is none.</p>;
  return (
    <>
      <ul class="entries">
        {rows.map(({ key, kind, standing, text, actor, at, item }) => (
          <li key={key}>
            <span class="kind">{standing === null ? kind : `${kind}, ${standing}`}</span> {text}
            <span class="quiet">
              {' '}
              by {actor}
              {item !== null && ` about ${item}`}
              {at !== null && (
                <>
                  , <Clock at={at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {after !== null && <p class="quiet">Older ones are told by millrace list.</p>}
    </>
  );
}
