import type { ListRow } from '../../../src/runtime/api/index.ts';
import { Link, WorkLink } from '../parts/link.tsx';
import { Ago } from '../parts/time.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { counted, State, waitText } from '../parts/words.tsx';

interface WorkRowsProps {
  readonly workspace: string;
  readonly rows: readonly ListRow[];
  readonly label: string;
  readonly onEnd?: () => void;
}

const ROW_PX = 36;

/** Specs, tasks or runs; of any number only those that are seen are drawn. */
export function WorkRows({ workspace, rows, label, onEnd }: WorkRowsProps) {
  if (rows.length === 0) return <p class="quiet">There is none.</p>;
  return (
    <VirtualList
      label={label}
      rows={rows}
      height_px={ROW_PX}
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
      {isRun ? (
        <Link to={{ view: 'run', workspace, key, tab: '' }}>{key}</Link>
      ) : (
        <WorkLink workspace={workspace} root={about.root} item={key}>
          {about.title}
        </WorkLink>
      )}
      <span class="quiet ellipsis">{isRun ? about.title : waitText(about)}</span>
      <span class="quiet right">
        {counted(stages, 'stage')}, <Ago at={at} />
      </span>
    </div>
  );
}
