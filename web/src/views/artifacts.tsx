import { useState } from 'preact/hooks';
import { useView } from '../data/cache.ts';
import { Shown } from '../parts/shown.tsx';
import { Prose } from '../parts/words.tsx';

/** Prompts, output and whatever else the stages of a run left, byte for byte. */
export function Artifacts({
  workspace,
  run,
}: {
  readonly workspace: string;
  readonly run: string;
}) {
  const [path, setPath] = useState<string | null>(null);
  const found = useView(workspace, 'artifacts', { run });
  return (
    <Shown of={found}>
      {({ rows }) => (
        <>
          {rows.length === 0 && <p class="quiet">Nothing of it is kept.</p>}
          <ul class="files">
            {rows.map((row) => (
              <li key={row.path}>
                <button
                  type="button"
                  aria-pressed={row.path === path}
                  onClick={() => setPath(row.path === path ? null : row.path)}
                >
                  <code>{row.path}</code> {row.kind} {row.size_bytes} bytes
                </button>
              </li>
            ))}
          </ul>
          {path !== null && <Artifact workspace={workspace} run={run} path={path} />}
        </>
      )}
    </Shown>
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
    <Shown of={found}>
      {({ text, size_bytes, is_cut, mime }) => (
        <>
          <h2>{path}</h2>
          {is_cut && <p class="quiet">The beginning of {size_bytes} bytes.</p>}
          {text === null ? (
            <p class="quiet">
              {size_bytes} bytes of {mime}, which is no text.
            </p>
          ) : (
            <Prose text={text} />
          )}
        </>
      )}
    </Shown>
  );
}
