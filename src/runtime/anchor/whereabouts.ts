import { DiskFault, discard } from '../ports/index.ts';
import { type Layout, layoutOf, readWorkspaceId } from '../workspace/index.ts';
import { lastPlace, type OutsidePorts } from './outside.ts';

/**
 * How a workspace stands to where its id was last seen. The place is a hint. A folder that is still
 * there makes this one a copy, even where its state is gone: it may be restored, and a copy that takes
 * its id away would prevent that.
 */
export type Whereabouts =
  | { readonly kind: 'here' }
  | { readonly kind: 'new' }
  | { readonly kind: 'moved'; readonly from: string }
  | { readonly kind: 'copied'; readonly from: string };

const PROBE_LENGTH = 16;

/** For a look that changes nothing: two names of one folder are told by the inodes in it. */
export function lookForPlace(
  ports: OutsidePorts,
  home: string,
  layout: Layout,
  id: string,
): Whereabouts {
  return whereabouts(ports, home, layout, id, (other) => hasSameInodes(ports, layout, other));
}

/**
 * For an owner. Whether two names are one folder is asked by making a file in one and looking for it
 * in the other: numbers of devices and inodes change with mounts and file systems.
 */
export function judgePlace(
  ports: OutsidePorts,
  home: string,
  layout: Layout,
  id: string,
): Whereabouts {
  return whereabouts(ports, home, layout, id, (other) => isSameFolder(ports, layout, other));
}

/** As the place is written down: the folder itself, whatever name led to it. */
export function placeOf({ disk }: Pick<OutsidePorts, 'disk'>, { root }: Layout): string {
  return disk.realpath(root) ?? root;
}

function whereabouts(
  ports: OutsidePorts,
  home: string,
  layout: Layout,
  id: string,
  isSame: (other: Layout) => boolean,
): Whereabouts {
  const from = lastPlace(ports.disk, home, id);
  if (from === null) return { kind: 'new' };
  if (from === placeOf(ports, layout)) return { kind: 'here' };
  const other = layoutOf(from);
  try {
    if (ports.disk.stat(from) === null || isOfAnother(ports, other, id)) {
      return { kind: 'moved', from };
    }
    return isSame(other) ? { kind: 'here' } : { kind: 'copied', from };
  } catch (error) {
    // What cannot be looked at may be the same folder, the original, or nothing: nothing is said of it.
    if (!(error instanceof DiskFault)) throw error;
    return isNowhere(error) ? { kind: 'moved', from } : { kind: 'here' };
  }
}

/** Another workspace was made there since. */
function isOfAnother({ disk }: OutsidePorts, other: Layout, id: string): boolean {
  const found = readWorkspaceId(disk, other);
  return found !== null && found !== id;
}

function isNowhere({ code }: DiskFault): boolean {
  return code === 'ENOTDIR' || code === 'ENOENT';
}

function hasSameInodes({ disk }: OutsidePorts, one: Layout, other: Layout): boolean {
  const inodes = ({ runtime, identity }: Layout) =>
    [runtime, identity].map((path) => disk.stat(path)?.inode);
  return inodes(one).join() === inodes(other).join();
}

function isSameFolder({ disk, ids }: OutsidePorts, one: Layout, other: Layout): boolean {
  const name = `.here-${ids.hex(PROBE_LENGTH)}`;
  disk.open(`${one.state}/${name}`, 'create').close();
  try {
    return disk.stat(`${other.state}/${name}`) !== null;
  } finally {
    discard(disk, `${one.state}/${name}`);
  }
}
