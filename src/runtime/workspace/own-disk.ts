import { dirname } from 'node:path';
import {
  type Clock,
  type DirEntry,
  type Disk,
  DiskFault,
  type OpenFile,
  type OpenMode,
  type Stat,
} from '../ports/index.ts';
import { layoutOf } from './layout.ts';

/** How long a folder that was looked at is taken for what it was. */
const LOOKED_MS = 1000;

/** The same with a disk that stays in the workspace. */
export function withOwnDisk<T extends { readonly disk: Disk; readonly clock: Clock }>(
  ports: T,
  root: string,
): T {
  return { ...ports, disk: new OwnDisk(ports.disk, ports.clock, layoutOf(root).runtime) };
}

/**
 * A disk on which no link is followed below the runtime folder of a workspace, nor anything else that
 * stands in place of one of its folders: what lies behind it is not there, and nothing is written to it.
 * How the runtime folder itself is reached is the user's affair.
 */
export class OwnDisk implements Disk {
  private readonly own = new Set<string>();
  private looked_ms = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly inner: Disk,
    private readonly clock: Pick<Clock, 'monotonic'>,
    /** Absolute path of the runtime folder. */
    private readonly runtime: string,
  ) {}

  read(path: string): Uint8Array | null {
    return this.foreignAbove(path) === null ? this.inner.read(path) : null;
  }
  list(path: string): DirEntry[] | null {
    return this.foreignAbove(path) === null ? this.inner.list(path) : null;
  }
  stat(path: string): Stat | null {
    return this.foreignAbove(path) === null ? this.inner.stat(path) : null;
  }
  realpath(path: string): string | null {
    return this.inner.realpath(path);
  }
  open(path: string, mode: OpenMode): OpenFile {
    return this.reaching('open', path).open(path, mode);
  }
  write(path: string, bytes: Uint8Array): void {
    this.reaching('write', path).write(path, bytes);
  }
  mkdir(path: string): void {
    this.reaching('mkdir', path).mkdir(path);
  }
  rename(from: string, to: string): void {
    this.reaching('rename', from);
    this.reaching('rename', to).rename(from, to);
    this.own.delete(from);
    this.own.delete(to);
  }
  link(from: string, to: string): void {
    this.reaching('link', from);
    this.reaching('link', to).link(from, to);
  }
  unlink(path: string): void {
    if (this.foreignAbove(path) === null) this.inner.unlink(path);
  }
  remove(path: string): void {
    if (this.foreignAbove(path) !== null) return;
    this.own.clear();
    this.inner.remove(path);
  }
  syncDir(path: string): void {
    this.reaching('syncDir', path).syncDir(path);
  }

  private reaching(call: string, path: string): Disk {
    const foreign = this.foreignAbove(path);
    if (foreign === null) return this.inner;
    const { kind } = this.inner.stat(foreign) ?? {};
    throw new DiskFault(kind === 'link' ? 'ELOOP' : 'ENOTDIR', call, foreign);
  }

  /** What stands in place of a folder on the way to a path; null when there is nothing. */
  private foreignAbove(path: string): string | null {
    if (!path.startsWith(`${this.runtime}/`)) return null;
    const now_ms = this.clock.monotonic();
    if (now_ms - this.looked_ms > LOOKED_MS) {
      this.own.clear();
      this.looked_ms = now_ms;
    }
    return this.foreignAt(dirname(path));
  }

  private foreignAt(folder: string): string | null {
    if (folder.length <= this.runtime.length || this.own.has(folder)) return null;
    const above = this.foreignAt(dirname(folder));
    if (above !== null) return above;
    const kind = this.inner.stat(folder)?.kind;
    if (kind === 'dir') this.own.add(folder);
    return kind === undefined || kind === 'dir' ? null : folder;
  }
}
