import type { Disk, OpenFile, OpenMode } from '../../runtime/ports/disk.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';

/** Passes everything on; what extends it changes one thing. */
export class PassingDisk implements Disk {
  constructor(protected readonly inner: SimDisk) {}
  read = (path: string) => this.inner.read(path);
  list = (path: string) => this.inner.list(path);
  stat = (path: string) => this.inner.stat(path);
  realpath = (path: string) => this.inner.realpath(path);
  write(path: string, bytes: Uint8Array): void {
    this.inner.write(path, bytes);
  }
  mkdir(path: string): void {
    this.inner.mkdir(path);
  }
  link(from: string, to: string): void {
    this.inner.link(from, to);
  }
  unlink(path: string): void {
    this.inner.unlink(path);
  }
  remove(path: string): void {
    this.inner.remove(path);
  }
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

/** Replaces what an open file does. */
export function fileWith(file: OpenFile, change: (file: OpenFile) => Partial<OpenFile>): OpenFile {
  return {
    read: (at, length) => file.read(at, length),
    write: (bytes, at) => file.write(bytes, at),
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    stat: () => file.stat(),
    close: () => file.close(),
    ...change(file),
  };
}
