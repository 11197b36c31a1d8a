import { type Disk, isFault, type OpenFile } from '../../ports/index.ts';

/** The first bytes of a regular file, or null when there is none. Links are not followed. */
export function readHead(disk: Disk, path: string, length_max: number): Uint8Array | null {
  const stat = disk.stat(path);
  const file = stat?.kind === 'file' ? openIfThere(disk, path) : null;
  if (stat === null || file === null) return null;
  try {
    return file.read(0, Math.min(stat.size_bytes, length_max));
  } finally {
    file.close();
  }
}

/** The same of its end. */
export function readTail(disk: Disk, path: string, length_max: number): Uint8Array | null {
  const stat = disk.stat(path);
  const file = stat?.kind === 'file' ? openIfThere(disk, path) : null;
  if (file === null) return null;
  try {
    const { size_bytes } = file.stat();
    const length = Math.min(size_bytes, length_max);
    return file.read(size_bytes - length, length);
  } finally {
    file.close();
  }
}

/** The same from one place on. */
export function readFrom(
  disk: Disk,
  path: string,
  at: number,
  length_max: number,
): Uint8Array | null {
  const file = disk.stat(path)?.kind === 'file' ? openIfThere(disk, path) : null;
  if (file === null) return null;
  try {
    return file.read(at, length_max);
  } finally {
    file.close();
  }
}

/** It may go away between the look and the opening. */
function openIfThere(disk: Disk, path: string): OpenFile | null {
  try {
    return disk.open(path, 'read');
  } catch (error) {
    if (isFault(error, 'ENOENT')) return null;
    throw error;
  }
}
