import { knownPlaces, type OutsidePorts } from '../../anchor/index.ts';
import { DiskFault } from '../../ports/index.ts';
import { layoutOf, readWorkspaceId } from '../../workspace/index.ts';

/**
 * How a workspace that a user once had stands at its last known place. `gone`: no folder is there;
 * `another`: another workspace is; `none`: the folder is there and holds no workspace of ours.
 */
export type PlaceStanding = 'here' | 'gone' | 'another' | 'none' | 'unreadable';

export interface KnownWorkspace {
  readonly id: string;
  /** Absolute path. */
  readonly place: string;
  readonly standing: PlaceStanding;
}

/** More are not looked at. */
export const KNOWN_MAX = 1000;

/** Every workspace that this user was ever in, by place. Reads a few small files of each. */
export function knownWorkspaces(
  { disk }: Pick<OutsidePorts, 'disk'>,
  home: string,
): KnownWorkspace[] {
  return knownPlaces(disk, home)
    .slice(0, KNOWN_MAX)
    .map(({ id, place }) => ({ id, place, standing: standingOf(disk, place, id) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
}

function standingOf(disk: OutsidePorts['disk'], place: string, id: string): PlaceStanding {
  try {
    if (disk.stat(place) === null) return 'gone';
    const found = readWorkspaceId(disk, layoutOf(place));
    if (found === id) return 'here';
    return found === null ? 'none' : 'another';
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'gone' : 'unreadable';
  }
}
