import { dirname } from 'node:path';
import type { Disk, OpenFile } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import { writeAll } from '../ports/write-all.ts';

/** A file under a temporary name; a leftover of an earlier attempt is replaced. */
export class ScratchFile {
  readonly path: string;
  private readonly file: OpenFile;
  private size_bytes = 0;

  constructor(
    private readonly disk: Disk,
    path: string,
  ) {
    this.path = `${path}.tmp`;
    disk.unlink(this.path);
    this.file = disk.open(this.path, 'create');
  }

  /** Writes behind what is there, and syncs. */
  add(parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      writeAll(this.file, this.path, part, this.size_bytes);
      this.size_bytes += part.length;
    }
    this.file.sync();
  }

  /** What is not complete goes away: on a full disk it takes room that a record may need. */
  close(complete: boolean): void {
    this.file.close();
    if (!complete) discard(this.disk, this.path);
  }
}

/** A complete and synced file under a temporary name. */
export function prepare(disk: Disk, path: string, bytes: readonly Uint8Array[]): string {
  const scratch = new ScratchFile(disk, path);
  let done = false;
  try {
    scratch.add(bytes);
    done = true;
    return scratch.path;
  } finally {
    scratch.close(done);
  }
}

/** Gives a prepared file its name for good. */
export function publish(disk: Disk, scratch: string, path: string): void {
  disk.rename(scratch, path);
  disk.syncDir(dirname(path));
}

/**
 * Makes a directory durable. One that is there already may have been made by a process that died
 * before its sync.
 */
export function ensureDir(disk: Disk, path: string): void {
  const parent = dirname(path);
  if (disk.stat(path) === null) {
    ensureDir(disk, parent);
    disk.mkdir(path);
  }
  disk.syncDir(parent);
}
