import { dirname } from 'node:path';
import { z } from 'zod';
import type { JournalPorts } from '../journal/index.ts';
import { type Disk, DiskFault, type Ids, makeFolders } from '../ports/index.ts';
import {
  durableWrite,
  type Layout,
  makeOwnFolders,
  PLACES,
  readWorkspaceId,
  restoreWorkspaceId,
} from '../workspace/index.ts';
import { BLOB_FILE, JOURNAL_FILE } from './anchor.ts';
import { idOfPlace, type Outside, type OutsidePorts, outsideOf } from './outside.ts';
import { copyTo, namesIn } from './second-name.ts';
import { placeOf } from './whereabouts.ts';

export interface RestorePorts extends JournalPorts, OutsidePorts {
  readonly ids: Ids;
}

/** State of a workspace that is gone from its tree and still there outside of it. */
export interface Loss {
  readonly id: string;
  readonly outside: Outside;
  readonly journal: boolean;
  /** About when it was deleted, in milliseconds since the epoch: when the folder it was in last changed. */
  readonly deleted_ms: number;
  /** Config and all are gone too, and the folder of the workspace is newer than what is anchored. */
  readonly of_older_folder: boolean;
}

/**
 * What a restored journal says of itself until its owner has recorded it. It lies in the folder of the
 * journal, which gets its name with it.
 */
const notice = z.strictObject({ deleted_ms: z.number(), journal: z.boolean() });
export type RestoreNotice = z.infer<typeof notice>;
const NOTICE = 'restored';

/**
 * Null where nothing is lost, nothing of it is anchored, or nobody can look; and in a folder that was
 * made later than all that is anchored: what was lost was in another one. Cheap while nothing is lost.
 */
export function lossOf(ports: OutsidePorts, home: string | null, layout: Layout): Loss | null {
  const loss = lastLoss(ports, home, layout);
  return loss?.of_older_folder ? null : loss;
}

/** The same, also of a folder that was here before. */
export function lastLoss(ports: OutsidePorts, home: string | null, layout: Layout): Loss | null {
  try {
    return home === null ? null : lookForLoss(ports, home, layout);
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}

function lookForLoss(ports: OutsidePorts, home: string, layout: Layout): Loss | null {
  const { disk } = ports;
  const journal = disk.stat(layout.journal) === null;
  // Without any asset there is nothing that the list of assets would tell: init makes both.
  const isBare = disk.stat(layout.families) === null;
  const isManifestGone = !isBare && disk.stat(layout.manifest) === null;
  const blobs = disk.stat(layout.blobs) === null;
  if (!journal && !blobs && !isManifestGone && disk.stat(layout.identity) !== null) return null;
  const id = idOf(ports, home, layout);
  if (id === null) return null;
  const outside = outsideOf(home, id);
  if (namesIn(disk, outside.journal, JOURNAL_FILE).length === 0) return null;
  const isOther = journal || isManifestGone || disk.stat(layout.identity) === null;
  // A workspace that has no blobs yet has no folder for them.
  if (!isOther && namesIn(disk, outside.blobs, BLOB_FILE).length === 0) return null;
  return {
    id,
    outside,
    journal,
    deleted_ms: deletedAt(disk, layout),
    of_older_folder: disk.stat(layout.runtime) === null && isNewer(disk, layout, outside),
  };
}

/** Whether what goes away here comes back. */
export function isRestorable(ports: OutsidePorts, home: string | null, layout: Layout): boolean {
  try {
    const id = home === null ? null : idOf(ports, home, layout);
    if (home === null || id === null) return false;
    return namesIn(ports.disk, outsideOf(home, id).journal, JOURNAL_FILE).length > 0;
  } catch (error) {
    if (error instanceof DiskFault) return false;
    throw error;
  }
}

function idOf(ports: OutsidePorts, home: string, layout: Layout): string | null {
  return readWorkspaceId(ports.disk, layout) ?? idOfPlace(ports, home, placeOf(ports, layout));
}

/** A blob that is gone from the tree, while what deletes it is still at work; null when it is nowhere. */
export function anchoredBlob(
  ports: OutsidePorts,
  home: string | null,
  layout: Layout,
  sha256: string,
): Uint8Array | null {
  if (home === null) return null;
  const id = idOf(ports, home, layout);
  if (id === null) return null;
  const bytes = ports.disk.read(`${outsideOf(home, id).blobs}/${sha256}`);
  return bytes === null || ports.hash.sha256(bytes) !== sha256 ? null : bytes;
}

/**
 * Copies what is missing into new files, under the lock that lies outside. A live file never gets its
 * old name back: an owner that still has it open would take itself for the one. The journal comes last,
 * whole, so that a restore that was cut short is one that is still to be done.
 */
export function restoreState(ports: RestorePorts, layout: Layout, loss: Loss): void {
  const { disk } = ports;
  const { outside } = loss;
  makeOwnFolders(disk, layout);
  if (readWorkspaceId(disk, layout) === null) restoreWorkspaceId(ports, layout, loss.id);
  for (const name of namesIn(disk, outside.blobs, BLOB_FILE)) {
    copyMissing(disk, `${outside.blobs}/${name}`, `${layout.blobs}/${name}`);
  }
  disk.syncDir(layout.blobs);
  if (disk.stat(layout.families) !== null) copyMissing(disk, outside.manifest, layout.manifest);
  copyMissing(disk, outside.gitignore, layout.gitignore);
  const said = encoder.encode(
    JSON.stringify({ deleted_ms: loss.deleted_ms, journal: loss.journal }),
  );
  if (loss.journal) restoreJournal(disk, layout, outside, said);
  else if (readNotice(disk, layout) === null && disk.stat(layout.journal) !== null) {
    durableWrite(disk, noticeOf(layout), said);
  }
}

/** A journal in the folder is not looked at: who wants another one has put it aside. */
export function restoreJournal(
  disk: Disk,
  layout: Layout,
  outside: Outside,
  said: Uint8Array | null,
): void {
  const building = `${layout.journal}.restoring`;
  disk.remove(building);
  makeFolders(disk, building);
  for (const name of namesIn(disk, outside.journal, JOURNAL_FILE)) {
    copyTo(disk, `${outside.journal}/${name}`, `${building}/${name}`);
  }
  if (said !== null) durableWrite(disk, `${building}/${NOTICE}`, said);
  disk.syncDir(building);
  disk.rename(building, layout.journal);
  disk.syncDir(dirname(layout.journal));
}

export function readNotice(disk: Disk, layout: Layout): RestoreNotice | null {
  const bytes = disk.stat(noticeOf(layout))?.kind === 'file' ? disk.read(noticeOf(layout)) : null;
  if (bytes === null) return null;
  try {
    return notice.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/** Once it is recorded. */
export function dropNotice(disk: Disk, layout: Layout): void {
  disk.unlink(noticeOf(layout));
}

function noticeOf(layout: Layout): string {
  return `${layout.at(PLACES.journal)}/${NOTICE}`;
}

function copyMissing(disk: Disk, from: string, to: string): void {
  if (disk.stat(to) === null) copyTo(disk, from, to);
}

/** An empty folder holds nothing that the state was about, whenever it was made. */
function isNewer(disk: Disk, { root }: Layout, { journal, place }: Outside): boolean {
  const born_ms = disk.stat(root)?.born_ms;
  if (born_ms === undefined) return disk.list(root)?.length === 0;
  const files = namesIn(disk, journal, JOURNAL_FILE).map((name) => `${journal}/${name}`);
  return [place, ...files].every((path) => (disk.stat(path)?.mtime_ms ?? 0) < born_ms);
}

/** A deletion changes its folder; later changes make this too late, never too early. */
function deletedAt(disk: Disk, layout: Layout): number {
  const gone = [layout.journal, layout.identity, layout.manifest].find(
    (path) => disk.stat(path) === null,
  );
  for (let path = gone ?? layout.journal; path !== dirname(path); ) {
    path = dirname(path);
    const stat = disk.stat(path);
    if (stat !== null) return stat.mtime_ms;
  }
  return 0;
}

const encoder = new TextEncoder();
