import { dirname } from 'node:path';
import { type Disk, DiskFault, type OpenFile } from '../ports/disk.ts';

/** Loops over short writes. `path` names the file in a fault. */
export function writeFully(file: OpenFile, path: string, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = file.write(done === 0 ? bytes : bytes.subarray(done), at + done);
    if (count === 0) throw new DiskFault('EIO', 'write', path);
    done += count;
  }
}

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
      writeFully(this.file, this.path, part, this.size_bytes);
      this.size_bytes += part.length;
    }
    this.file.sync();
  }

  /** What is not complete goes away. */
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

/**
 * On a full disk a half-written file takes room that a record may need. When it stays, the next
 * attempt replaces it.
 */
export function discard(disk: Disk, path: string): void {
  try {
    disk.unlink(path);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
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
