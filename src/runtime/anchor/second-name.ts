import { type Disk, DiskFault } from '../ports/index.ts';
import { replaceSynced } from '../workspace/index.ts';

/** Two file systems, one that has no links, or no more of this file, or none of another user's file. */
const WITHOUT_LINKS = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES'];

/** Whether both names are the same file as far as it can be told; numbers of devices are not asked for. */
export function isLinked(disk: Disk, one: string, other: string): boolean {
  const inode = disk.stat(one)?.inode;
  return inode !== undefined && inode === disk.stat(other)?.inode;
}

/** Gives a file a second name, in place of what has that name. False where links are impossible. */
export function tryLink(disk: Disk, from: string, to: string): boolean {
  const scratch = `${to}.tmp`;
  try {
    disk.unlink(scratch);
    disk.link(from, scratch);
    disk.rename(scratch, to);
    return true;
  } catch (error) {
    if (error instanceof DiskFault && WITHOUT_LINKS.includes(error.code)) return false;
    throw error;
  }
}

/** The same by a copy, which is whole under its name or not there. Absent at `from` is fine. */
export function copyTo(disk: Disk, from: string, to: string): void {
  const bytes = disk.read(from);
  if (bytes !== null) replaceSynced(disk, to, bytes);
}

/** Files of a folder that pass, by their names; none where there is no folder. */
export function namesIn(disk: Disk, folder: string, wanted: RegExp): string[] {
  const entries = disk.list(folder) ?? [];
  return entries.flatMap(({ name, kind }) => (kind === 'file' && wanted.test(name) ? [name] : []));
}
