import { lstatSync, type Stats, statSync } from 'node:fs';

const WRITABLE_BY_ALL = 0o002;
const RIGHTS_OF_OTHERS = 0o077;

/** Whether this user owns what lies there, links followed, and not everybody may write it. */
export function isOwn(path: string): boolean {
  const stats = statOf(path, statSync);
  if (stats === undefined || stats.uid !== process.getuid?.()) return false;
  // Bitwise: of several permissions only this one counts.
  return (stats.mode & WRITABLE_BY_ALL) === 0;
}

/** Whether it is a regular file of this user that nobody else may touch. No link is followed. */
export function isPrivate(path: string): boolean {
  const stats = statOf(path, lstatSync);
  if (!stats?.isFile() || stats.uid !== process.getuid?.()) return false;
  return (stats.mode & RIGHTS_OF_OTHERS) === 0;
}

function statOf(path: string, look: typeof statSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
