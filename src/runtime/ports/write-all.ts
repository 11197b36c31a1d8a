import { type Disk, DiskFault, type OpenFile } from './disk.ts';

/**
 * Writes all bytes from `at` on, over however many short writes. `path` names the file in a fault. A disk
 * that takes nothing any more is a fault as well, so that this always ends.
 */
export function writeAll(
  file: Pick<OpenFile, 'write'>,
  path: string,
  bytes: Uint8Array,
  at = 0,
): void {
  for (let done = 0; done < bytes.length; ) {
    const count = file.write(done === 0 ? bytes : bytes.subarray(done), at + done);
    if (count === 0) throw new DiskFault('EIO', 'write', path);
    done += count;
  }
}

/** Makes a new file, whose bytes are durable; its name is not yet. What fails leaves nothing. */
export function makeSynced(disk: Disk, path: string, fill: (file: OpenFile) => void): void {
  const file = disk.open(path, 'create');
  try {
    fill(file);
    file.sync();
  } catch (error) {
    file.close();
    disk.unlink(path);
    throw error;
  }
  file.close();
}

export function writeSynced(disk: Disk, path: string, bytes: Uint8Array): void {
  makeSynced(disk, path, (file) => writeAll(file, path, bytes));
}
