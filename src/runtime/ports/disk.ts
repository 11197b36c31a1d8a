/**
 * Disk: everything that Millrace asks of a file system, synchronous and without hidden work.
 * Contract: a method either does all it says or throws `DiskFault`; paths are absolute; nothing follows
 * a symbolic link except where a method says so. `null` means "not there" and is never an error.
 */
export type EntryKind = 'file' | 'dir' | 'link' | 'other';

export interface DirEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

export interface Stat {
  readonly kind: EntryKind;
  readonly size_bytes: number;
  /** Milliseconds since the epoch, with fractions where the file system has them. */
  readonly mtime_ms: number;
  /** When it was made; absent where the file system does not say. */
  readonly born_ms?: number | undefined;
  readonly inode: number;
}

/** An open file. Offsets are explicit; there is no current position. */
export interface OpenFile {
  /** Reads at most `length` bytes; fewer at the end of the file. */
  read(at: number, length: number): Uint8Array;
  /** Returns how many bytes were written; may be fewer than given (the caller loops). */
  write(bytes: Uint8Array, at: number): number;
  /** fdatasync. Never retried after a failure: the pages may be gone. */
  sync(): void;
  truncate(length: number): void;
  stat(): Stat;
  close(): void;
}

/**
 * `read`: must exist. `update`: read and write, must exist. `create`: exclusive. `upsert`: create
 * or open.
 */
export type OpenMode = 'read' | 'update' | 'create' | 'upsert';

export interface Disk {
  /** Whole file, or null when it is absent. Throws for a directory and for a link. */
  read(path: string): Uint8Array | null;
  /** Entries in byte order of their names, or null when the directory is absent. Throws for a link. */
  list(path: string): DirEntry[] | null;
  /** lstat. */
  stat(path: string): Stat | null;
  open(path: string, mode: OpenMode): OpenFile;
  /** Creates or replaces the content without any durability promise. */
  write(path: string, bytes: Uint8Array): void;
  /** One level; throws EEXIST when it is there and ENOENT when its parent is not. */
  mkdir(path: string): void;
  rename(from: string, to: string): void;
  /** Hard link; throws `DiskFault` with code EEXIST when the name is taken. */
  link(from: string, to: string): void;
  /** Absent is fine. */
  unlink(path: string): void;
  /** Removes a whole tree; absent is fine. */
  remove(path: string): void;
  /** Makes the names in a directory durable. */
  syncDir(path: string): void;
  /** Resolves links to a canonical absolute path, or null when it does not exist. */
  realpath(path: string): string | null;
}

/**
 * A failed disk call. `code` is the system's name: ENOSPC, EIO, EACCES, EROFS, EEXIST, ENOENT,
 * ENOTDIR, ...
 */
export class DiskFault extends Error {
  readonly code: string;
  readonly path: string;
  constructor(code: string, call: string, path: string) {
    super(`${code}: ${call} ${path}`);
    this.name = 'DiskFault';
    this.code = code;
    this.path = path;
  }
}

/** Not the fault of one file: the process or the machine has no more to give. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** A fault that says something about the file that was asked for, so that it can be told of it. */
export function isOfFile(error: unknown): error is DiskFault {
  return error instanceof DiskFault && !OF_THE_MACHINE.has(error.code);
}

/** As the system says it of what stands in the place of a file. */
export function foreignFault(call: string, path: string, kind: Exclude<EntryKind, 'file'>) {
  const code = { link: 'ELOOP', dir: 'EISDIR', other: 'EINVAL' } as const;
  return new DiskFault(code[kind], call, path);
}

/** What the system says of a link, a folder or a pipe where a file was to be opened. */
const NO_FILE: ReadonlySet<string> = new Set(['ELOOP', 'EISDIR', 'EINVAL', 'ESPIPE', 'ENXIO']);

/** Whether a disk call failed because what stands there is no file of ours. */
export function isForeignFault(error: unknown): boolean {
  return error instanceof DiskFault && NO_FILE.has(error.code);
}

/** Whether a disk call failed with this code. */
export function isFault(error: unknown, code: string): boolean {
  return error instanceof DiskFault && error.code === code;
}
