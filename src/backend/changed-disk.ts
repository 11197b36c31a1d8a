import { basename, dirname } from 'node:path';
import type { DirEntry, Disk, Stat } from '../runtime/ports/index.ts';
import { fileStat, ReadOnlyDisk } from './read-only-disk.ts';

/** A disk as it would be with some files changed; absolute path -> bytes, null = gone. Only to be read. */
export class ChangedDisk extends ReadOnlyDisk {
  constructor(
    private readonly inner: Disk,
    private readonly changes: ReadonlyMap<string, Uint8Array | null>,
  ) {
    super();
  }

  read(path: string): Uint8Array | null {
    const changed = this.changes.get(path);
    return changed === undefined ? this.inner.read(path) : changed;
  }

  list(path: string): DirEntry[] | null {
    const entries = new Map(this.inner.list(path)?.map((entry) => [entry.name, entry]));
    const isThere = this.inner.stat(path) !== null;
    for (const [changed, bytes] of this.changes) {
      if (!changed.startsWith(`${path}/`)) continue;
      const [name = '', ...below] = changed.slice(path.length + 1).split('/');
      if (bytes === null && below.length === 0) entries.delete(name);
      else if (bytes !== null && !entries.has(name)) {
        entries.set(name, { name, kind: below.length === 0 ? 'file' : 'dir' });
      }
    }
    const sorted = [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return sorted.length === 0 && !isThere ? null : sorted;
  }

  stat(path: string): Stat | null {
    const changed = this.changes.get(path);
    if (changed === undefined) return this.inner.stat(path) ?? this.newFolder(path);
    return changed === null ? null : fileStat(changed.length);
  }

  override realpath(path: string): string | null {
    const real = this.inner.realpath(path);
    if (!this.changes.has(path) && (real !== null || this.newFolder(path) === null)) return real;
    const above = this.realpath(dirname(path));
    return above === null || this.stat(path) === null ? null : `${above}/${basename(path)}`;
  }

  private newFolder(path: string): Stat | null {
    const isNew = [...this.changes].some(
      ([changed, bytes]) => bytes !== null && changed.startsWith(`${path}/`),
    );
    return isNew ? { kind: 'dir', size_bytes: 0, mtime_ms: 0, inode: 0 } : null;
  }
}
