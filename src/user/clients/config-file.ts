import { dirname } from 'node:path';
import {
  type Disk,
  discard,
  type Ids,
  makeFolders,
  writeSynced,
} from '../../runtime/ports/index.ts';
import type { ClientName, Scope } from './client.ts';
import { unreadable } from './config-text.ts';

export interface FilePorts {
  /** Makes files with the rights of the one that is replaced. */
  readonly disk: Disk;
  readonly ids: Ids;
}

/** The text before a change, beside the file. */
const KEPT = '.before-millrace';
const encoder = new TextEncoder();

/** A config as it lies there. */
export interface Found {
  readonly client: ClientName;
  readonly scope: Scope;
  readonly path: string;
  readonly text: string | null;
  /** The text before the last change of setup; null = none is kept. */
  readonly kept: string | null;
}

/** What lies there. Throws a `DiskFault` for a link and for whatever is no file. */
export function findConfig(disk: Disk, place: Pick<Found, 'client' | 'scope' | 'path'>): Found {
  const text = textOf(disk, place.path);
  return { ...place, text, kept: textOf(disk, place.path + KEPT) };
}

export interface TextChange {
  readonly path: string;
  /** Null = there is no such file. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Makes a change whole or not at all, and only to the text that it was made for. Returns false, and
 * does nothing, when the file has another one by now. The text before is kept beside it, or dropped
 * when the file has that text again.
 */
export function writeChange(
  { disk, ids }: FilePorts,
  { path, before, after }: TextChange,
  kept: 'keep' | 'drop' | 'none',
): boolean {
  if (after === before) return true;
  makeFolders(disk, dirname(path));
  const made = `${path}.${ids.hex(8)}.tmp`;
  try {
    if (after !== null) writeSynced(disk, made, encoder.encode(after));
    if (textOf(disk, path) !== before) return false;
    if (kept === 'keep' && before !== null) keep(disk, path, before, ids);
    if (after === null) disk.unlink(path);
    else disk.rename(made, path);
    disk.syncDir(dirname(path));
    if (kept === 'drop' && textOf(disk, path + KEPT) === after) discard(disk, path + KEPT);
    return true;
  } finally {
    discard(disk, made);
  }
}

function keep(disk: Disk, path: string, text: string, ids: Ids): void {
  const made = `${path}.${ids.hex(8)}.tmp`;
  writeSynced(disk, made, encoder.encode(text));
  disk.rename(made, path + KEPT);
}

/** Null = there is none. Throws for whatever is no file of text. */
export function textOf(disk: Disk, path: string): string | null {
  const bytes = disk.read(path);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable('UTF-8 text', 'some of its bytes are none');
  }
}
