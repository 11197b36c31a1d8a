import { PAGE_ROWS } from '../../../src/web/view-path.ts';
import type { SubjectAddress } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Prose } from '../parts/prose.tsx';
import { Shown } from '../parts/shown.tsx';
import { counted, sizeText } from '../parts/words.ts';
import type { RunShown } from './run.tsx';
import { StageTabs } from './stage-tabs.tsx';

interface OutputProps {
  readonly at: SubjectAddress;
  readonly view: RunShown;
}

/** What a stage printed, as a person reads it; the bytes themselves are one link away. */
export function Output({ at, view }: OutputProps) {
  const { workspace, key, pick } = at;
  const of = pick === undefined ? key : `${key}/${pick}`;
  const found = useView(workspace, 'logs', { key: of, lines: PAGE_ROWS.logs });
  const raw = view.trace.nodes
    .filter(({ request_id }) => pick === undefined || request_id === pick)
    .at(-1)
    ?.artifacts.find(({ kind }) => kind === 'stdout');
  return (
    <>
      <StageTabs at={at} view={view} all={null} />
      <Shown of={found}>
        {({ node, lines, is_running, size_bytes }) => (
          <>
            <p class="quiet">
              What {node} {is_running ? 'has printed so far' : 'printed'}, as a person reads it:{' '}
              {counted(lines.length, 'line')} of {sizeText(size_bytes)}.{' '}
              {raw !== undefined && (
                <Link to={{ view: 'run', workspace, key, tab: 'files', pick: raw.path }}>Raw</Link>
              )}
            </p>
            {lines.length === 0 ? (
              <p class="empty">It printed nothing.</p>
            ) : (
              <Prose text={lines.join('\n')} />
            )}
          </>
        )}
      </Shown>
    </>
  );
}
