import { basename, dirname } from 'node:path';
import { type Disk, type Ids, isFault } from '../ports/index.ts';
import { inTheWay } from './faults.ts';
import { type Layout, PLACES } from './layout.ts';
import { durableWrite, replaceSynced } from './write.ts';

/**
 * Whose a thing is: each workspace has one long random id, which no other workspace has and which
 * stays when its folder is renamed. Contract:
 *
 * - `init` makes it; an owner makes it for a workspace of an earlier release. Nobody else writes it.
 * - It lies in runtime state that git ignores, so a clone has none and gets one of its own. A copy of
 *   the whole folder has the same one until `replaceWorkspaceId` gives it another.
 * - The name appears with its whole content, durably, and is never written in place: whoever reads
 *   meanwhile meets an old id or a new one. Of two that make it at once both get the same.
 * - An attempt carries the id that was valid when it was dispatched, in its own files.
 */

const ID_LENGTH = 32;
const ID = /^([0-9a-f]{32})\n$/;
const SIZE_BYTES_MAX = ID_LENGTH + 1;
const SCRATCH_LENGTH = 8;

export interface IdentityPorts {
  readonly disk: Disk;
  readonly ids: Ids;
}

/** Null where there is none yet, and where something else lies in its place. */
export function readWorkspaceId(disk: Disk, layout: Layout): string | null {
  const stat = disk.stat(layout.identity);
  if (stat?.kind !== 'file' || stat.size_bytes > SIZE_BYTES_MAX) return null;
  // It may go away between the two looks.
  const bytes = disk.read(layout.identity) ?? new Uint8Array();
  return ID.exec(new TextDecoder().decode(bytes))?.[1] ?? null;
}

/** For whoever asks before each stage: read again only when another file lies there. */
export class IdentityWatch {
  private known: { readonly stamp: string; readonly id: string | null } | null = null;

  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
  ) {}

  read(): string | null {
    const stat = this.disk.stat(this.layout.identity);
    const stamp = `${stat?.kind} ${stat?.inode} ${stat?.size_bytes} ${stat?.mtime_ms}`;
    if (this.known?.stamp !== stamp) {
      this.known = { stamp, id: readWorkspaceId(this.disk, this.layout) };
    }
    return this.known.id;
  }
}

/** The id of the workspace; made and durable when it returns. Only for `init` and for an owner. */
export function ensureWorkspaceId(ports: IdentityPorts, layout: Layout): string {
  const { disk } = ports;
  const known = readWorkspaceId(disk, layout);
  if (known !== null) return known;
  // What is there and is no id says nothing about anybody: every attempt has the id of its own.
  if (disk.stat(layout.identity) !== null) return replaceWorkspaceId(ports, layout);
  const { id, bytes, scratch } = newId(ports, layout);
  const complete = `${scratch}0`;
  replaceSynced(disk, complete, bytes, scratch);
  const named = linkUnlessTaken(disk, complete, layout.identity);
  disk.unlink(complete);
  disk.syncDir(dirname(layout.identity));
  return named ? id : (readWorkspaceId(disk, layout) ?? id);
}

/** Gives a workspace that lost its id the one that it had. Only for an owner that knows whose it is. */
export function restoreWorkspaceId({ disk, ids }: IdentityPorts, layout: Layout, id: string): void {
  const { scratch } = newId({ disk, ids }, layout);
  durableWrite(disk, layout.identity, new TextEncoder().encode(`${id}\n`), scratch);
}

/** Gives a copy an id of its own. Only for an owner that knows that this is one. */
export function replaceWorkspaceId(ports: IdentityPorts, layout: Layout): string {
  requireRoom(ports.disk, layout);
  const { id, bytes, scratch } = newId(ports, layout);
  durableWrite(ports.disk, layout.identity, bytes, scratch);
  return id;
}

function newId({ ids }: IdentityPorts, layout: Layout) {
  const id = ids.hex(ID_LENGTH);
  const folder = dirname(layout.identity);
  const scratch = `${folder}/.${basename(layout.identity)}.tmp-${ids.hex(SCRATCH_LENGTH)}`;
  return { id, bytes: new TextEncoder().encode(`${id}\n`), scratch };
}

function linkUnlessTaken(disk: Disk, from: string, to: string): boolean {
  try {
    disk.link(from, to);
    return true;
  } catch (error) {
    if (isFault(error, 'EEXIST')) return false;
    throw error;
  }
}

function requireRoom(disk: Disk, layout: Layout): void {
  const kind = disk.stat(layout.identity)?.kind ?? 'file';
  if (kind !== 'file') throw inTheWay(PLACES.identity, 'not a file', 'a file');
}
