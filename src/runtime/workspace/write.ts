import { dirname } from 'node:path';
import { type Disk, makeSynced, type OpenFile, writeAll } from '../ports/index.ts';

const PART_SIZE_BYTES = 4 * 1024 * 1024;

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
  replaceWith(disk, path, scratch, (file) => writeAll(file, scratch, bytes));
}

/** The same with what another file holds, however large that is. */
export function copySynced(disk: Disk, from: string, path: string): void {
  const scratch = `${path}.tmp`;
  const source = disk.open(from, 'read');
  try {
    replaceWith(disk, path, scratch, (file) => {
      for (let at = 0; ; ) {
        const part = source.read(at, PART_SIZE_BYTES);
        if (part.length === 0) return;
        writeAll(file, scratch, part, at);
        at += part.length;
      }
    });
  } finally {
    source.close();
  }
}

function replaceWith(
  disk: Disk,
  path: string,
  scratch: string,
  fill: (file: OpenFile) => void,
): void {
  disk.unlink(scratch);
  makeSynced(disk, scratch, fill);
  disk.rename(scratch, path);
}
