import { digestOf, pageBytes, pageNames, writeNew } from '../backend/page-files.ts';
import { ServedWorkspaces } from '../backend/served.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { saveLineage } from '../web/saved.ts';
import { savedPage } from '../web/saved-page.ts';
import { sessionAt } from './page.ts';

export interface SaveInput {
  readonly root: string;
  /** Id of a root spec. */
  readonly spec: string;
  /** Absolute, of a file that is not there yet. */
  readonly path: string;
  readonly version: string;
}

/** Writes what the page shows of a spec into one file. */
export async function saveSpec({ root, spec, path, version }: SaveInput) {
  const [workspace] = new ServedWorkspaces([root], false).list();
  if (workspace === undefined) throw new Error('a workspace that was named is served');
  const session = sessionAt(workspace.root, version);
  try {
    const saved = await session.read(null, (runtime) =>
      saveLineage({
        viewing: { runtime, session, place: workspace.root },
        workspace: workspace.id,
        root: spec,
        now: new Date(new NodeClock().now()).toISOString(),
      }),
    );
    const bytes = new TextEncoder().encode(savedPage(builtPage(), saved));
    writeNew(path, bytes);
    return { left_out: saved.left_out, size_bytes: bytes.length };
  } finally {
    session.close();
  }
}

function builtPage() {
  const text = (ending: string) => {
    const name = pageNames().find((one) => one.endsWith(ending));
    const bytes = name === undefined ? null : pageBytes(name);
    if (bytes === null) throw new Error(`the package has no page that ends with ${ending}`);
    return new TextDecoder().decode(bytes);
  };
  return { html: text('.html'), script: text('.js'), style: text('.css'), digest: digestOf };
}
