import { useEffect, useState } from 'preact/hooks';
import type { ListRow, ListView } from '../../../src/runtime/api/index.ts';
import { viewPath } from '../../../src/web/view-path.ts';
import { useView } from '../data/cache.ts';
import { read } from '../data/source.ts';
import { Shown } from '../parts/shown.tsx';
import { counted } from '../parts/words.tsx';
import { WorkRows } from './work-rows.tsx';

const PAGE_ROWS = 500;

/** Every run of a workspace, newest first; older pages come as they are scrolled to. */
export function Runs({ workspace }: { readonly workspace: string }) {
  const newest = useView(workspace, 'list', { of: 'runs', limit: PAGE_ROWS });
  const [older, setOlder] = useState<readonly ListRow[]>([]);
  const [after, setAfter] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const first = newest.value.value;
  const at = older.length === 0 ? (first?.after ?? null) : after;
  useEffect(() => {
    if (!isReading || at === null) return;
    const abort = new AbortController();
    const path = viewPath(workspace, 'list', { of: 'runs', limit: PAGE_ROWS, after: at });
    read(path, abort.signal).then((found) => {
      setReading(false);
      if (!found.ok || abort.signal.aborted) return;
      const page = found.value as ListView;
      setOlder((before) => [...before, ...page.rows]);
      setAfter(page.after);
    });
    return () => abort.abort();
  }, [isReading, at, workspace]);
  return (
    <>
      <h1>Runs</h1>
      <Shown of={newest}>
        {({ rows }) => {
          const known = new Set(rows.map(({ key }) => key));
          const all = [...rows, ...older.filter(({ key }) => !known.has(key))];
          return (
            <>
              <p class="quiet" role="status">
                {counted(all.length, 'run')}
                {at !== null && ', more below'}
              </p>
              <WorkRows
                workspace={workspace}
                rows={all}
                label="Runs"
                onEnd={() => at !== null && setReading(true)}
              />
            </>
          );
        }}
      </Shown>
    </>
  );
}
