import { MillraceError } from '../../errors/errors.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import { readHead } from '../ports/read-head.ts';
import type { Follower } from '../workspace/follower.ts';
import { traceOfRun } from './runs.ts';

/** Larger files are cut here; the whole file is on disk. */
export const ARTIFACT_SIZE_BYTES_MAX = 1_048_576;

export interface ArtifactRow {
  readonly path: string;
  readonly kind: string;
  readonly size_bytes: number;
}

/** Files that belong to a run, as its trace lists them. */
export function artifactsOf(follower: Follower, runId: string): ArtifactRow[] {
  return traceOfRun(follower, runId).nodes.flatMap((node) =>
    node.artifacts.map(({ path, kind, size_bytes }) => ({
      path,
      kind,
      size_bytes: size_bytes ?? 0,
    })),
  );
}

/** Reads a file that the run's trace lists. Nothing else can be named, so no path can lead elsewhere. */
export function artifactOf(
  disk: Disk,
  follower: Follower,
  runId: string,
  path: string,
): { bytes: Uint8Array; mime: string } {
  const known = artifactsOf(follower, runId).some((row) => row.path === path);
  const { root, run } = follower.layout;
  const published = path.startsWith(`${RUNTIME_FOLDER}/`);
  const relativePath = published ? `${root}/${path}` : `${run(runId)}/${path}`;
  const bytes = known ? readHead(disk, relativePath, ARTIFACT_SIZE_BYTES_MAX) : null;
  if (known && bytes === null) throw notKept(runId, path);
  if (bytes === null) {
    throw new MillraceError('resource_not_found', {
      what: `Run ${runId} has no artifact of that name`,
      expected: 'a path that runs_trace lists for the run',
      next: 'call runs_trace for the run and take one of its artifact paths',
    });
  }
  return { bytes, mime: mimeOf(path) };
}

function notKept(runId: string, path: string): MillraceError {
  return new MillraceError('resource_not_found', {
    what: `The file ${path} of run ${runId} is not kept any more`,
    expected: 'output of a lineage that is open, or was closed only some days ago',
    next:
      'runs_trace still has its size and digest; ' +
      'storage.keep_output_of_closed_lineages_days says how long output is kept',
  });
}

function mimeOf(path: string): string {
  if (path.endsWith('.json')) return 'application/json';
  if (path.endsWith('.md')) return 'text/markdown';
  return 'text/plain';
}
