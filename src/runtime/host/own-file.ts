import { type Stats, statSync } from 'node:fs';

const WRITABLE_BY_ALL = 0o002;

/** Whether this user owns what lies there, links followed, and not everybody may write it. */
export function isOwn(path: string): boolean {
  const stats = statOf(path);
  if (stats === undefined || stats.uid !== process.getuid?.()) return false;
  // Bitwise: of several permissions only this one counts.
  return (stats.mode & WRITABLE_BY_ALL) === 0;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
