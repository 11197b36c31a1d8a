import {
  type DirEntry,
  type Disk,
  DiskFault,
  type OpenFile,
  type Stat,
} from '../runtime/ports/index.ts';

/** A disk that is looked at, to tell what would come of a change before it is made. */
export abstract class ReadOnlyDisk implements Disk {
  abstract read(path: string): Uint8Array | null;
  abstract list(path: string): DirEntry[] | null;
  abstract stat(path: string): Stat | null;

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
}

function readOnly(call: string, path: string): DiskFault {
  return new DiskFault('EROFS', call, path);
}

export function fileStat(size_bytes: number): Stat {
  return { kind: 'file', size_bytes, mtime_ms: 0, inode: 0 };
}
