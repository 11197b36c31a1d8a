import { dirname } from 'node:path';
import { type Disk, DiskFault, isFault } from './disk.ts';

/** Makes a folder with all that hold it. What another process makes meanwhile is as good. */
export function makeFolders(disk: Disk, path: string): void {
  if (path === '/' || path === '.' || disk.stat(path) !== null) return;
  makeFolders(disk, dirname(path));
  try {
    disk.mkdir(path);
  } catch (error) {
    if (!isFault(error, 'EEXIST')) throw error;
  }
}

/** Takes a file away that does no harm when it stays. */
export function discard(disk: Disk, path: string): void {
  try {
    disk.unlink(path);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
  }
}
