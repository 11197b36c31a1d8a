import type { ListRow } from '../../../src/runtime/api/index.ts';
import { KeyLink, Link, WorkLink } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { Ago } from '../parts/time.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { counted } from '../parts/words.ts';
import { WaitWords } from './wait-words.tsx';

interface WorkRowsProps {
  readonly workspace: string;
  readonly rows: readonly ListRow[];
  readonly label: string;
  readonly onEnd?: () => void;
}

const ROW_PX = { wide: 40, narrow: 92 };

/** Specs, tasks or runs; of any number only those that are seen are drawn. */
export function WorkRows({ workspace, rows, label, onEnd }: WorkRowsProps) {
  if (rows.length === 0) return <p class="empty">There is none.</p>;
  return (
    <VirtualList
      label={label}
      rows={rows}
      row_px={ROW_PX}
      keyOf={({ key }) => key}
      {...(onEnd === undefined ? {} : { onEnd })}
    >
      {(row) => <WorkRow workspace={workspace} row={row} />}
    </VirtualList>
  );
}

function WorkRow({ workspace, row }: { readonly workspace: string; readonly row: ListRow }) {
  const { key, about, status, stages, at } = row;
  const isRun = status !== null;
  return (
    <div class="row">
      <State state={status ?? about.state} />
      <span class="ellipsis">
        {isRun ? (
          <>
            <Link to={{ view: 'run', workspace, key }}>{about.title || key}</Link>{' '}
            <span class="quiet run-id">{key}</span>
          </>
        ) : (
          <>
            <WorkLink workspace={workspace} root={about.root} item={key}>
              {about.title}
            </WorkLink>{' '}
            <span class="quiet">
              <Why workspace={workspace} row={row} />
            </span>
          </>
        )}
      </span>
      <span class="quiet right">
        {counted(stages, 'stage')}, <Ago at={at} />
      </span>
    </div>
  );
}

/** What it waits for now, or had to wait for. */
function Why({ workspace, row: { about, deps } }: { workspace: string; row: ListRow }) {
  if (about.wait !== null) return <WaitWords workspace={workspace} wait={about.wait} />;
  if (deps.length === 0) return null;
  return (
    <>
      after{' '}
      {deps.map((dep, at) => (
        <>
          {at > 0 && ', '}
          <KeyLink key={dep} workspace={workspace} of={dep} />
        </>
      ))}
    </>
  );
}
