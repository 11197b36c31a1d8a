import type { DirEntry, Disk, OpenFile, OpenMode, Stat } from '../src/runtime/ports/index.ts';

/** A disk that counts its calls: those that change something, and the rest. */
export class CountingDisk implements Disk {
  changes = 0;
  looks = 0;

  constructor(private readonly disk: Disk) {}

  read(path: string): Uint8Array | null {
    this.looks += 1;
    return this.disk.read(path);
  }

  list(path: string): DirEntry[] | null {
    this.looks += 1;
    return this.disk.list(path);
  }

  stat(path: string): Stat | null {
    this.looks += 1;
    return this.disk.stat(path);
  }

  realpath(path: string): string | null {
    this.looks += 1;
    return this.disk.realpath(path);
  }

  open(path: string, mode: OpenMode): OpenFile {
    if (mode === 'read') this.looks += 1;
    else this.changes += 1;
    return this.counted(this.disk.open(path, mode));
  }

  write(path: string, bytes: Uint8Array): void {
    this.changes += 1;
    this.disk.write(path, bytes);
  }

  mkdir(path: string): void {
    this.changes += 1;
    this.disk.mkdir(path);
  }

  rename(from: string, to: string): void {
    this.changes += 1;
    this.disk.rename(from, to);
  }

  link(from: string, to: string): void {
    this.changes += 1;
    this.disk.link(from, to);
  }

  unlink(path: string): void {
    this.changes += 1;
    this.disk.unlink(path);
  }

  remove(path: string): void {
    this.changes += 1;
    this.disk.remove(path);
  }

  syncDir(path: string): void {
    this.changes += 1;
    this.disk.syncDir(path);
  }

  private counted(file: OpenFile): OpenFile {
    return {
      read: (at, length) => {
        this.looks += 1;
        return file.read(at, length);
      },
      write: (bytes, at) => {
        this.changes += 1;
        return file.write(bytes, at);
      },
      sync: () => {
        this.changes += 1;
        file.sync();
      },
      truncate: (length) => {
        this.changes += 1;
        file.truncate(length);
      },
      stat: () => file.stat(),
      close: () => file.close(),
    };
  }
}
