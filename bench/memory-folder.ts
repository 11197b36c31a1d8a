import {
  type DirEntry,
  type Disk,
  DiskFault,
  type OpenFile,
  type OpenMode,
  type Stat,
} from '../src/runtime/ports/index.ts';

/**
 * The disk with one folder of it in memory. A link out of the folder is made from a file beside it,
 * so that the work of linking stays in what is measured.
 */
export class MemoryFolder implements Disk {
  readonly files = new Map<string, Uint8Array>();
  /** Folder -> what is in it. */
  private readonly folders = new Map<string, Map<string, DirEntry>>();

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly linked: string,
  ) {
    disk.write(linked, new Uint8Array(100));
  }

  put(path: string, content: string | Uint8Array): void {
    this.files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    this.name(path, 'file');
  }

  read(path: string): Uint8Array | null {
    return this.has(path) ? (this.files.get(path) ?? null) : this.disk.read(path);
  }

  list(path: string): DirEntry[] | null {
    if (!this.has(path)) return this.disk.list(path);
    const entries = this.folders.get(path);
    return entries === undefined ? null : [...entries.values()];
  }

  stat(path: string): Stat | null {
    if (!this.has(path)) return this.disk.stat(path);
    const bytes = this.files.get(path);
    if (bytes === undefined && !this.folders.has(path)) return null;
    const kind = bytes === undefined ? 'dir' : 'file';
    return { kind, size_bytes: bytes?.length ?? 0, mtime_ms: 0, inode: 1 };
  }

  open(path: string, mode: OpenMode): OpenFile {
    if (!this.has(path)) return this.disk.open(path, mode);
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new DiskFault('ENOENT', 'open', path);
    return new MemoryFile(path, bytes);
  }

  link(from: string, to: string): void {
    if (this.has(from) && !this.files.has(from)) throw new DiskFault('ENOENT', 'link', from);
    this.disk.link(this.has(from) ? this.linked : from, to);
  }

  remove(path: string): void {
    if (!this.has(path)) return this.disk.remove(path);
    // Only a folder that was never made is removed here, and looking for it would take longer than
    // the disk does.
    if (this.folders.has(path)) throw new DiskFault('EBUSY', 'remove', path);
  }

  write(path: string, bytes: Uint8Array): void {
    this.disk.write(path, bytes);
  }

  mkdir(path: string): void {
    this.disk.mkdir(path);
  }

  rename(from: string, to: string): void {
    this.disk.rename(from, to);
  }

  unlink(path: string): void {
    this.disk.unlink(path);
  }

  syncDir(path: string): void {
    this.disk.syncDir(path);
  }

  realpath(path: string): string | null {
    return this.disk.realpath(path);
  }

  private name(path: string, kind: DirEntry['kind']): void {
    const parent = parentOf(path);
    if (parent.length < this.folder.length) return;
    const name = path.slice(parent.length + 1);
    const entries = this.folders.get(parent);
    if (entries !== undefined) {
      entries.set(name, { name, kind });
      return;
    }
    this.folders.set(parent, new Map([[name, { name, kind }]]));
    this.name(parent, 'dir');
  }

  private has(path: string): boolean {
    return path.startsWith(`${this.folder}/`);
  }
}

class MemoryFile implements OpenFile {
  constructor(
    private readonly path: string,
    private readonly bytes: Uint8Array,
  ) {}

  read(at: number, length: number): Uint8Array {
    return this.bytes.subarray(at, at + length);
  }

  stat(): Stat {
    return { kind: 'file', size_bytes: this.bytes.length, mtime_ms: 0, inode: 1 };
  }

  write(): number {
    throw new DiskFault('EROFS', 'write', this.path);
  }

  sync(): void {}

  truncate(): void {
    throw new DiskFault('EROFS', 'truncate', this.path);
  }

  close(): void {}
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
