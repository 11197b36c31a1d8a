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

/** A complete and synced file under a temporary name; a leftover of an earlier attempt is replaced. */
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
  } finally {
    file.close();
  }
  return scratch;
}

/** Gives a prepared file its name for good. */
export function publish(disk: Disk, scratch: string, path: string): void {
  disk.rename(scratch, path);
  disk.syncDir(dirname(path));
}

/** Makes a directory and those above it durable. */
export function ensureDir(disk: Disk, path: string): void {
  if (disk.stat(path) !== null) return;
  const parent = dirname(path);
  ensureDir(disk, parent);
  disk.mkdir(path);
  disk.syncDir(parent);
}
