import {
  type DirEntry,
  type Disk,
  DiskFault,
  type OpenFile,
  type Stat,
} from '../runtime/ports/index.ts';

/**
 * A workspace that does not exist: the assets of this release with one config. Only to be read, so that
 * what would come of a config can be told before anything is made.
 */
export class AssetDisk implements Disk {
  private readonly config: Uint8Array;

  constructor(
    private readonly inner: Disk,
    private readonly assets: string,
    /** Absolute path of its runtime folder. */
    private readonly runtime: string,
    private readonly config_name: string,
    config: string,
  ) {
    this.config = new TextEncoder().encode(config);
  }

  read(path: string): Uint8Array | null {
    return this.isConfig(path) ? this.config : this.inner.read(this.behind(path));
  }
  list(path: string): DirEntry[] | null {
    return this.inner.list(this.behind(path));
  }
  stat(path: string): Stat | null {
    if (!this.isConfig(path)) return this.inner.stat(this.behind(path));
    return { kind: 'file', size_bytes: this.config.length, mtime_ms: 0, inode: 0 };
  }
  realpath(path: string): string | null {
    return this.stat(path) === null ? null : path;
  }
  open(path: string): OpenFile {
    throw readOnly('open', path);
  }
  write(path: string): void {
    throw readOnly('write', path);
  }
  mkdir(path: string): void {
    throw readOnly('mkdir', path);
  }
  rename(path: string): void {
    throw readOnly('rename', path);
  }
  link(path: string): void {
    throw readOnly('link', path);
  }
  unlink(path: string): void {
    throw readOnly('unlink', path);
  }
  remove(path: string): void {
    throw readOnly('remove', path);
  }
  syncDir(path: string): void {
    throw readOnly('syncDir', path);
  }

  private isConfig(path: string): boolean {
    return path === `${this.runtime}/${this.config_name}`;
  }

  private behind(path: string): string {
    return path === this.runtime || path.startsWith(`${this.runtime}/`)
      ? this.assets + path.slice(this.runtime.length)
      : `${this.assets}/.none${path}`;
  }
}

function readOnly(call: string, path: string): DiskFault {
  return new DiskFault('EROFS', call, path);
}
