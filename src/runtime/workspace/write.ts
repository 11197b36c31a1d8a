import { dirname } from 'node:path';
import { type Disk, writeAll } from '../ports/index.ts';

/**
 * Replaces a file so that a crash at any instant leaves its old or its new content, and the new one
 * once this returns.
 */
export function durableWrite(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  scratch = `${path}.tmp`,
): void {
  replaceSynced(disk, path, bytes, scratch);
  disk.syncDir(dirname(path));
}

/**
 * The same without making the name durable: for many files, whose folders are synced once
 * afterwards.
 */
export function replaceSynced(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  scratch = `${path}.tmp`,
): void {
  disk.unlink(scratch);
  const file = disk.open(scratch, 'create');
  try {
    writeAll(file, scratch, bytes);
    file.sync();
  } catch (error) {
    file.close();
    disk.unlink(scratch);
    throw error;
  }
  file.close();
  disk.rename(scratch, path);
}
