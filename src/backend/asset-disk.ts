import type { DirEntry, Disk, Stat } from '../runtime/ports/index.ts';
import { fileStat, ReadOnlyDisk } from './read-only-disk.ts';

/**
 * A workspace that does not exist: the assets of this release with one config. Only to be read, so that
 * what would come of a config can be told before anything is made.
 */
export class AssetDisk extends ReadOnlyDisk {
  private readonly config: Uint8Array;

  constructor(
    private readonly inner: Disk,
    private readonly assets: string,
    /** Absolute path of its runtime folder. */
    private readonly runtime: string,
    private readonly config_name: string,
    config: string,
  ) {
    super();
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
    return fileStat(this.config.length);
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
