import type { SubjectAddress } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Prose } from '../parts/prose.tsx';
import { Shown } from '../parts/shown.tsx';
import { plainName, sizeText } from '../parts/words.ts';
import type { RunShown } from './run.tsx';

interface ArtifactsProps {
  readonly at: SubjectAddress;
  readonly view: RunShown;
}

type Row = RunShown['trace']['nodes'][number]['artifacts'][number];

/** Prompts, output and whatever else the stages of a run left, byte for byte. */
export function Artifacts({ at, view: { trace } }: ArtifactsProps) {
  const { workspace, key, pick } = at;
  const nodes = trace.nodes.filter(({ artifacts }) => artifacts.length > 0);
  return (
    <>
      {nodes.length === 0 && <p class="empty">No stage of it has left anything yet.</p>}
      {pick !== undefined && <Artifact workspace={workspace} run={key} path={pick} />}
      {nodes.map(({ trace_node_id, node_id, artifacts }) => (
        <section key={trace_node_id} aria-label={`Files of ${trace_node_id}`}>
          <h2>{node_id}</h2>
          <ul class="files">
            {artifacts.map((row) => (
              <FileRow key={row.path} at={at} row={row} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function FileRow({ at, row }: Pick<ArtifactsProps, 'at'> & { readonly row: Row }) {
  const { path, kind, size_bytes } = row;
  return (
    <li>
      <Link to={{ ...at, tab: 'files', pick: path }} current={at.pick === path}>
        {plainName(kind)}
      </Link>
      <code class="quiet">{path}</code>
      <span class="quiet right">{size_bytes === null ? '' : sizeText(size_bytes)}</span>
    </li>
  );
}

interface ArtifactProps {
  readonly workspace: string;
  readonly run: string;
  readonly path: string;
}

function Artifact({ workspace, run, path }: ArtifactProps) {
  const found = useView(workspace, 'artifact', { run, path });
  return (
    <section class="file" aria-label={path}>
      <h2 class="file-name">{path}</h2>
      <Shown of={found}>
        {({ text, size_bytes, is_cut, mime }) => (
          <>
            {is_cut && <p class="quiet">The beginning of {sizeText(size_bytes)}.</p>}
            {text === null && (
              <p class="empty">
                {sizeText(size_bytes)} of {mime}, which is no text.
              </p>
            )}
            {text === '' && <p class="empty">It is empty.</p>}
            {text !== null && text !== '' && <Prose text={text} />}
          </>
        )}
      </Shown>
    </section>
  );
}
