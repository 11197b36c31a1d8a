import type { Disk } from '../../ports/index.ts';

/** A part of the config as it says now: read again when its file was written since. */
export class ConfigPart<T> {
  private known: { readonly stamp: string; readonly value: T } | null = null;

  constructor(
    private readonly disk: Pick<Disk, 'stat'>,
    /** Absolute path of the config. */
    private readonly path: string,
    /** What it throws goes on to whoever asks. */
    private readonly read: () => T,
  ) {}

  now(): T {
    const stat = this.disk.stat(this.path);
    const stamp = `${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
    if (this.known?.stamp !== stamp) this.known = { stamp, value: this.read() };
    return this.known.value;
  }
}
