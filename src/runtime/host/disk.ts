import fs from 'node:fs';
import {
  type DirEntry,
  type Disk,
  DiskFault,
  type EntryKind,
  type OpenFile,
  type OpenMode,
  type Stat,
} from '../ports/disk.ts';
import {
  type Access,
  DIRECTORY_FLAGS,
  OPEN_FLAGS,
  PRIVATE,
  READ_FLAGS,
  WRITE_FLAGS,
} from './disk-flags.ts';
import { systemCode } from './system-code.ts';

/** The file system of this machine. Every system error leaves as a `DiskFault`. */
export class NodeDisk implements Disk {
  constructor(private readonly access: Access = PRIVATE) {}

  read(path: string): Uint8Array | null {
    return attempt('read', path, () => {
      const descriptor = openOrNull(path, READ_FLAGS);
      if (descriptor === null) return null;
      try {
        return readRegularFile(descriptor, path);
      } finally {
        fs.closeSync(descriptor);
      }
    });
  }

  list(path: string): DirEntry[] | null {
    // Another folder, which a link leads to, is not the one that was asked for.
    if (this.stat(path)?.kind === 'link') throw new DiskFault('ELOOP', 'list', path);
    const entries = orAbsent('list', path, () => fs.readdirSync(path, { withFileTypes: true }));
    if (entries === null) return null;
    return inByteOrder(entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) })));
  }

  stat(path: string): Stat | null {
    return attempt('stat', path, () => {
      const stats = fs.lstatSync(path, { throwIfNoEntry: false });
      return stats === undefined ? null : statOf(stats);
    });
  }

  open(path: string, mode: OpenMode): OpenFile {
    return attempt(
      'open',
      path,
      () => new NodeFile(fs.openSync(path, OPEN_FLAGS[mode], this.access.file), path),
    );
  }

  write(path: string, bytes: Uint8Array): void {
    attempt('write', path, () => {
      const descriptor = fs.openSync(path, WRITE_FLAGS, this.access.file);
      try {
        for (let at = 0; at < bytes.length; ) {
          at += fs.writeSync(descriptor, bytes, at, bytes.length - at, at);
        }
      } finally {
        fs.closeSync(descriptor);
      }
    });
  }

  mkdir(path: string): void {
    attempt('mkdir', path, () => fs.mkdirSync(path, this.access.folder));
  }

  rename(from: string, to: string): void {
    attempt('rename', from, () => fs.renameSync(from, to));
  }

  link(from: string, to: string): void {
    attempt('link', to, () => fs.linkSync(from, to));
  }

  unlink(path: string): void {
    orAbsent('unlink', path, () => fs.unlinkSync(path));
  }

  remove(path: string): void {
    attempt('remove', path, () => fs.rmSync(path, { recursive: true, force: true }));
  }

  syncDir(path: string): void {
    attempt('syncDir', path, () => {
      const descriptor = fs.openSync(path, DIRECTORY_FLAGS);
      try {
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    });
  }

  realpath(path: string): string | null {
    // What is absent is asked for often, and an error that is thrown costs ten times the look.
    if (this.stat(path) === null) return null;
    return orAbsent('realpath', path, () => fs.realpathSync.native(path));
  }
}

class NodeFile implements OpenFile {
  constructor(
    private readonly descriptor: number,
    private readonly path: string,
  ) {}

  read(at: number, length: number): Uint8Array {
    return attempt('read', this.path, () => readUpTo(this.descriptor, at, length));
  }

  write(bytes: Uint8Array, at: number): number {
    return attempt('write', this.path, () =>
      fs.writeSync(this.descriptor, bytes, 0, bytes.length, at),
    );
  }

  sync(): void {
    attempt('sync', this.path, () => fs.fdatasyncSync(this.descriptor));
  }

  truncate(length: number): void {
    attempt('truncate', this.path, () => fs.ftruncateSync(this.descriptor, length));
  }

  stat(): Stat {
    return attempt('stat', this.path, () => statOf(fs.fstatSync(this.descriptor)));
  }

  close(): void {
    attempt('close', this.path, () => fs.closeSync(this.descriptor));
  }
}

function readUpTo(descriptor: number, at: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const count = fs.readSync(descriptor, bytes, got, length - got, at + got);
    if (count === 0) break;
    got += count;
  }
  return got === length ? bytes : bytes.subarray(0, got);
}

/** A pipe or a device has no whole content; reading one could wait for ever. */
function readRegularFile(descriptor: number, path: string): Uint8Array {
  const stats = fs.fstatSync(descriptor);
  if (stats.isDirectory()) throw new DiskFault('EISDIR', 'read', path);
  if (!stats.isFile()) throw new DiskFault('EINVAL', 'read', path);
  // Files of the kernel say that they are empty, and are not.
  return stats.size === 0 ? fs.readFileSync(descriptor) : readUpTo(descriptor, 0, stats.size);
}

function openOrNull(path: string, flags: number): number | null {
  try {
    return fs.openSync(path, flags);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function attempt<T>(call: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof DiskFault || !isSystemError(error)) throw error;
    throw new DiskFault(systemCode(error), call, path);
  }
}

function orAbsent<T>(call: string, path: string, run: () => T): T | null {
  try {
    return attempt(call, path, run);
  } catch (error) {
    if (error instanceof DiskFault && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A wrong argument is a defect of the caller, not a fault of the disk: it has no system call. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

interface Typed {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Typed): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'dir';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function statOf(stats: fs.Stats): Stat {
  return {
    kind: kindOf(stats),
    size_bytes: stats.size,
    mtime_ms: stats.mtimeMs,
    // Where there is no such time, the time of the last change stands in its place, or nothing.
    born_ms:
      stats.birthtimeMs > 0 && stats.birthtimeMs < stats.ctimeMs ? stats.birthtimeMs : undefined,
    inode: stats.ino,
  };
}

/** UTF-16 order differs from byte order only when a name has surrogates. */
function inByteOrder(entries: DirEntry[]): DirEntry[] {
  const plain = entries.every((entry) => !/[\ud800-\udfff]/.test(entry.name));
  if (!plain)
    return entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
