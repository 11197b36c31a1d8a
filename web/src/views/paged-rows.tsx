import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ListRow, ListView } from '../../../src/runtime/api/index.ts';
import { PAGE_ROWS, type Query, viewPath } from '../../../src/web/view-path.ts';
import { useView } from '../data/cache.ts';
import { read } from '../data/source.ts';
import { Shown } from '../parts/shown.tsx';
import { counted } from '../parts/words.ts';
import { WorkRows } from './work-rows.tsx';

interface PagedRowsProps {
  readonly workspace: string;
  readonly query: Query & { readonly of: 'roots' | 'items' | 'runs' };
  readonly label: string;
}

const NAMES = { roots: 'spec', items: 'item', runs: 'run' } as const;

/** Specs, work or runs of any number, the newest first; older pages come as they are scrolled to. */
export function PagedRows({ workspace, query, label }: PagedRowsProps) {
  const newest = useView(workspace, 'list', { ...query, limit: PAGE_ROWS.list });
  const first = newest.value.value;
  const { rows, isWhole, more } = useOlder(workspace, query, first);
  return (
    <Shown of={newest}>
      {() => (
        <>
          {!(isWhole && rows.length <= FEW) && (
            <p class="quiet" role="status">
              {counted(rows.length, NAMES[query.of])}
              {!isWhole && ', more below'}
            </p>
          )}
          <WorkRows workspace={workspace} rows={rows} label={label} onEnd={more} />
        </>
      )}
    </Shown>
  );
}

const FEW = 10;
const NONE: readonly ListRow[] = [];

interface Older {
  readonly rows: readonly ListRow[];
  /** Key to go on behind; null = this is the end. */
  readonly after: string | null;
}

function useOlder(workspace: string, query: Query, first: ListView | null) {
  const [older, setOlder] = useState<Older | null>(null);
  const [isReading, setReading] = useState(false);
  const after = older === null ? (first?.after ?? null) : older.after;
  const words = JSON.stringify(query);
  useEffect(() => {
    if (!isReading || after === null) return;
    const abort = new AbortController();
    const path = viewPath(workspace, 'list', { ...query, limit: PAGE_ROWS.list, after });
    read(path, abort.signal).then((found) => {
      if (abort.signal.aborted) return;
      setReading(false);
      if (!found.ok) return;
      const page = found.value as ListView;
      setOlder((before) => ({ rows: [...(before?.rows ?? []), ...page.rows], after: page.after }));
    });
    return () => abort.abort();
  }, [isReading, after, workspace, words]);
  const rows = useMemo(() => {
    const head = first?.rows ?? NONE;
    const known = new Set(head.map(({ key }) => key));
    return [...head, ...(older?.rows ?? NONE).filter(({ key }) => !known.has(key))];
  }, [first, older]);
  return { rows, isWhole: after === null, more: () => after !== null && setReading(true) };
}
