import { archivedAt, outsideOf, placeOf } from '../../anchor/index.ts';
import { type Disk, DiskFault } from '../../ports/index.ts';
import { type Layout, readWorkspaceId } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredFile } from './blobs.ts';
import { sized } from './trees.ts';

/** Of each kind: courses of the journal that were given up, and states that were begun anew. */
const KEPT_MAX = 3;
const REPLACED_ANCHOR = /^anchor\.replaced-\d+$/;

/** What is kept outside of the workspace of what its user gave up: the newest ones stay. */
export function oldAsides(ports: EnginePorts, layout: Layout): StoredFile[] {
  const { disk, state_home } = ports;
  const id = readWorkspaceId(disk, layout);
  if (state_home === null || id === null) return [];
  try {
    const { folder } = outsideOf(state_home, id);
    const names = (disk.list(folder) ?? []).flatMap(({ name, kind }) =>
      kind === 'dir' && REPLACED_ANCHOR.test(name) ? [`${folder}/${name}`] : [],
    );
    const states = archivedAt(disk, state_home, placeOf(ports, layout));
    return [...older(disk, names), ...older(disk, states)].map((path) => sized(disk, path));
  } catch (error) {
    if (error instanceof DiskFault) return [];
    throw error;
  }
}

function older(disk: Disk, paths: readonly string[]): string[] {
  const age = (path: string) => disk.stat(path)?.mtime_ms ?? 0;
  return paths.toSorted((one, other) => age(other) - age(one)).slice(KEPT_MAX);
}
