import type { Disk } from '../../ports/index.ts';

/** The first bytes of a regular file, or null when there is none. Links are not followed. */
export function readHead(disk: Disk, path: string, length_max: number): Uint8Array | null {
  const stat = disk.stat(path);
  if (stat?.kind !== 'file') return null;
  const file = disk.open(path, 'read');
  try {
    return file.read(0, Math.min(stat.size_bytes, length_max));
  } finally {
    file.close();
  }
}
