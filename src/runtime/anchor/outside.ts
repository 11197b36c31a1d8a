import { dirname } from 'node:path';
import { type Disk, DiskFault, type Hash, type Ids, makeFolders } from '../ports/index.ts';
import { durableWrite } from '../workspace/index.ts';

/** What reaches the folders outside of workspaces. */
export interface OutsidePorts {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly ids: Ids;
}

/** Absolute paths of what a user keeps of one workspace outside of its tree. */
export interface Outside {
  readonly folder: string;
  /** Where the workspace was last seen. */
  readonly place: string;
  /** A second name of its owner's lock, or a lock of its own where that is impossible. */
  readonly lock: string;
  /** What its runtime folder lacks after a loss. */
  readonly anchor: string;
  readonly journal: string;
  readonly blobs: string;
  readonly manifest: string;
  readonly gitignore: string;
}

const PLACE_SIZE_BYTES_MAX = 8192;
const INDEX_NAME_LENGTH = 32;
const ID = /^([0-9a-f]{32})\n$/;

export function outsideOf(home: string, id: string): Outside {
  const folder = `${home}/workspaces/${id}`;
  const anchor = `${folder}/anchor`;
  return {
    folder,
    place: `${folder}/place`,
    lock: `${folder}/lock`,
    anchor,
    journal: `${anchor}/journal`,
    blobs: `${anchor}/blobs`,
    manifest: `${anchor}/manifest`,
    gitignore: `${anchor}/gitignore`,
  };
}

/** The workspace that was last seen at this folder, whether or not anything of it is left there. */
export function idOfPlace({ disk, hash }: OutsidePorts, home: string, root: string): string | null {
  const id = ID.exec(textOf(disk, indexOf(hash, home, root)) ?? '')?.[1];
  return id !== undefined && lastPlace(disk, home, id) === root ? id : null;
}

/** Where a workspace was last seen; null where nothing of it is known. */
export function lastPlace(disk: Disk, home: string, id: string): string | null {
  const text = textOf(disk, outsideOf(home, id).place);
  return text?.startsWith('/') && text.endsWith('\n') ? text.slice(0, -1) : null;
}

/** Where each workspace of this user was last seen, in the order of their ids. */
export function knownPlaces(disk: Disk, home: string): { id: string; place: string }[] {
  return (disk.list(`${home}/workspaces`) ?? []).flatMap(({ name: id, kind }) => {
    const place = kind === 'dir' ? lastPlace(disk, home, id) : null;
    return place === null ? [] : [{ id, place }];
  });
}

/**
 * The place first: an index that names a workspace of another place says nothing, a place without an
 * index is found when the workspace itself is.
 */
export function rememberPlace(
  { disk, hash, ids }: OutsidePorts,
  home: string,
  id: string,
  root: string,
): void {
  const { place, folder } = outsideOf(home, id);
  const index = indexOf(hash, home, root);
  makeFolders(disk, folder);
  makeFolders(disk, dirname(index));
  const scratch = `.tmp-${ids.hex(8)}`;
  durableWrite(disk, place, encoder.encode(`${root}\n`), `${place}${scratch}`);
  durableWrite(disk, index, encoder.encode(`${id}\n`), `${index}${scratch}`);
}

/** What was anchored of a workspace that begins anew at its place: kept, and found by nobody. */
export function archive(disk: Disk, home: string, id: string): string {
  const folder = `${home}/archived`;
  makeFolders(disk, folder);
  disk.rename(outsideOf(home, id).folder, `${folder}/${id}`);
  disk.syncDir(folder);
  return `${folder}/${id}`;
}

/** Of workspaces that were begun anew at this place. */
export function archivedAt(disk: Disk, home: string, root: string): string[] {
  return (disk.list(`${home}/archived`) ?? []).flatMap(({ name, kind }) => {
    const folder = `${home}/archived/${name}`;
    return kind === 'dir' && textOf(disk, `${folder}/place`) === `${root}\n` ? [folder] : [];
  });
}

function indexOf(hash: Hash, home: string, root: string): string {
  return `${home}/places/${hash.sha256(root).slice(0, INDEX_NAME_LENGTH)}`;
}

/** Null also for what is no file of ours or cannot be read: it says nothing. */
function textOf(disk: Disk, path: string): string | null {
  try {
    const stat = disk.stat(path);
    if (stat?.kind !== 'file' || stat.size_bytes > PLACE_SIZE_BYTES_MAX) return null;
    const bytes = disk.read(path);
    return bytes === null ? null : decoder.decode(bytes);
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
