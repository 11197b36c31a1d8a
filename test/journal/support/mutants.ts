import type { Disk, OpenFile, OpenMode } from '../../../src/runtime/ports/disk.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import type { Wrap } from './sweep.ts';

/** Passes everything on; a mutant leaves one guard out. */
class PassingDisk implements Disk {
  constructor(protected readonly inner: SimDisk) {}
  read = (path: string) => this.inner.read(path);
  list = (path: string) => this.inner.list(path);
  stat = (path: string) => this.inner.stat(path);
  realpath = (path: string) => this.inner.realpath(path);
  write = (path: string, bytes: Uint8Array) => this.inner.write(path, bytes);
  mkdir = (path: string) => this.inner.mkdir(path);
  link = (from: string, to: string) => this.inner.link(from, to);
  unlink = (path: string) => this.inner.unlink(path);
  remove = (path: string) => this.inner.remove(path);
  open(path: string, mode: OpenMode): OpenFile {
    return this.inner.open(path, mode);
  }
  rename(from: string, to: string): void {
    this.inner.rename(from, to);
  }
  syncDir(path: string): void {
    this.inner.syncDir(path);
  }
}

class DirSyncsSkipped extends PassingDisk {
  constructor(
    inner: SimDisk,
    private readonly skipped: RegExp,
  ) {
    super(inner);
  }
  override syncDir(path: string): void {
    if (!this.skipped.test(path)) super.syncDir(path);
  }
}

/** Replaces what an open file does, for the paths that match. */
class FilesChanged extends PassingDisk {
  constructor(
    inner: SimDisk,
    private readonly changed: RegExp,
    private readonly change: (file: OpenFile) => Partial<OpenFile>,
  ) {
    super(inner);
  }
  override open(path: string, mode: OpenMode): OpenFile {
    const file = super.open(path, mode);
    if (!this.changed.test(path)) return file;
    return {
      read: (at, length) => file.read(at, length),
      write: (bytes, at) => file.write(bytes, at),
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      stat: () => file.stat(),
      close: () => file.close(),
      ...this.change(file),
    };
  }
}

const noSync = () => ({ sync: () => {} });
const noTruncate = () => ({ truncate: () => {} });
const retriedSync = (file: OpenFile) => ({
  sync: () => {
    try {
      file.sync();
    } catch {
      file.sync();
    }
  },
});
/** Claims that all bytes were taken. */
const shortWritesIgnored = (file: OpenFile) => ({
  write: (bytes: Uint8Array, at: number) => {
    file.write(bytes, at);
    return bytes.length;
  },
});

export const MUTANTS: Readonly<Record<string, Wrap>> = {
  'records are not synced': (disk) => new FilesChanged(disk, /\.log$/, noSync),
  'a new segment is not synced': (disk) => new FilesChanged(disk, /\.log\.tmp$/, noSync),
  'a new checkpoint is not synced': (disk) => new FilesChanged(disk, /checkpoint\.tmp$/, noSync),
  'a failed sync is tried again': (disk) => new FilesChanged(disk, /\.log$/, retriedSync),
  'a failed append is not taken back': (disk) => new FilesChanged(disk, /\.log$/, noTruncate),
  'short writes are not noticed': (disk) => new FilesChanged(disk, /\.log$/, shortWritesIgnored),
  'names in the journal are not synced': (disk) => new DirSyncsSkipped(disk, /journal$/),
  'the name of the journal is not synced': (disk) => new DirSyncsSkipped(disk, /millrace-agents$/),
  'names in a new journal are not synced': (disk) => new DirSyncsSkipped(disk, /journal\.new$/),
};
