import { realpathSync } from 'node:fs';

/** A path with its links followed; one that leads nowhere as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
