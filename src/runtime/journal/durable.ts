import { dirname } from 'node:path';
import { type Disk, DiskFault, type OpenFile } from '../ports/disk.ts';

/** Loops over short writes. `path` names the file in a fault. */
export function writeFully(file: OpenFile, path: string, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = file.write(done === 0 ? bytes : bytes.subarray(done), at + done);
    if (count === 0) throw new DiskFault('EIO', 'write', path);
    done += count;
  }
}

/**
 * A complete and synced file under a temporary name; a leftover of an earlier attempt is replaced.
 */
export function prepare(disk: Disk, path: string, bytes: readonly Uint8Array[]): string {
  const scratch = `${path}.tmp`;
  disk.unlink(scratch);
  const file = disk.open(scratch, 'create');
  try {
    let at = 0;
    for (const part of bytes) {
      writeFully(file, scratch, part, at);
      at += part.length;
    }
    file.sync();
  } catch (error) {
    if (error instanceof DiskFault) discard(disk, scratch);
    throw error;
  } finally {
    file.close();
  }
  return scratch;
}

/**
 * On a full disk a half-written file takes room that a record may need. When it stays, the next
 * attempt replaces it.
 */
export function discard(disk: Disk, path: string): void {
  try {
    disk.unlink(path);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
  }
}

/** Gives a prepared file its name for good. */
export function publish(disk: Disk, scratch: string, path: string): void {
  disk.rename(scratch, path);
  disk.syncDir(dirname(path));
}

/**
 * Makes a directory durable. One that is there already may have been made by a process that died
 * before its sync.
 */
export function ensureDir(disk: Disk, path: string): void {
  const parent = dirname(path);
  if (disk.stat(path) === null) {
    ensureDir(disk, parent);
    disk.mkdir(path);
  }
  disk.syncDir(parent);
}
