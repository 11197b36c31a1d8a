import type { Disk } from '../runtime/ports/disk.ts';
import type { HeldLock, Lock } from '../runtime/ports/small.ts';
import { writeAll } from '../runtime/ports/write-all.ts';

/**
 * Locks of one machine, by inode as the kernel has them: they outlive names, and a dead holder
 * gives its own back.
 */
export class SimLocks {
  private readonly holders = new Map<number, string>();

  /** The locks as one process sees them. */
  of(holder: string, disk: Disk): Lock {
    return { tryTake: (path) => this.take(holder, disk, path) };
  }

  kill(holder: string): void {
    for (const [inode, by] of this.holders) if (by === holder) this.holders.delete(inode);
  }

  private take(holder: string, disk: Disk, path: string): HeldLock | null {
    disk.open(path, 'upsert').close();
    const inode = disk.stat(path)?.inode ?? 0;
    if (this.holders.has(inode)) return null;
    this.holders.set(inode, holder);
    const release = () => {
      this.holders.delete(inode);
    };
    const isInPlace = () => disk.stat(path)?.inode === inode;
    return { describe: (text) => replaceText(disk, path, text), isInPlace, release };
  }
}

function replaceText(disk: Disk, path: string, text: string): void {
  const file = disk.open(path, 'update');
  file.truncate(0);
  const bytes = new TextEncoder().encode(text);
  writeAll(file, path, bytes);
  file.close();
}
