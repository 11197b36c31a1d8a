import { type Disk, DiskFault, isFault, type OpenFile, writeAll } from '../ports/index.ts';
import { parentOf, SCRATCH_FOLDERS } from './paths.ts';

/** Spares that `stock` keeps ready: more than the new files of nearly every stage. */
const STOCK_FILES = 8;
const decoder = new TextDecoder();

/** A file in the scratch folder, kept open. */
interface Spare {
  readonly path: string;
  readonly file: OpenFile;
  length: number;
  /** Whether it has the second name that will be renamed over a live one. */
  linked: boolean;
}

/**
 * A file that is replaced often: the one under its name, which also keeps its scratch name, and the
 * one before.
 */
interface Pair {
  live: Spare | null;
  idle: Spare | null;
}

/**
 * Writes below the runtime folder. A reader that opens a file at any instant gets all of its old or
 * all of its new text. Nothing is synced here: rendered files are never the truth. Making and
 * freeing inodes is what costs time, so a file that was replaced is written again later.
 */
export class Files {
  private readonly pairs = new Map<string, Pair>();
  private readonly pool: Spare[] = [];
  /** Part of the names of spares, so that two processes that own in turn never take each other's. */
  private tag = '';
  private scratch: string = SCRATCH_FOLDERS[0];
  private made = 0;
  /** Folders that were looked at since `open` and are ours on their whole way. */
  private readonly own = new Set<string>();

  constructor(
    private readonly disk: Disk,
    private readonly root: string,
  ) {}

  /**
   * Half-made files of a crashed owner go away; a live file that was a spare keeps its bytes under
   * its own name.
   */
  open(tag: string): void {
    this.close();
    this.own.clear();
    this.tag = tag;
    this.scratch = SCRATCH_FOLDERS.find((folder) => this.isOwn(folder)) ?? SCRATCH_FOLDERS[0];
    if (this.isOwn(this.scratch)) this.disk.remove(this.path(this.scratch));
    this.makeFolder(this.scratch);
  }

  close(): void {
    const paired = [...this.pairs.values()].flatMap(({ live, idle }) => [live, idle]);
    for (const spare of [...paired, ...this.pool]) spare?.file.close();
    this.pairs.clear();
    this.pool.length = 0;
  }

  /** Makes spares and second names ahead of their use: a file takes far longer to make than to fill. */
  stock(): void {
    while (this.pool.length < STOCK_FILES) this.pool.push(this.newSpare());
    for (const { idle } of this.pairs.values()) if (idle !== null) this.linked(idle);
  }

  path(relativePath: string): string {
    return `${this.root}/${relativePath}`;
  }

  /** Null also for what is no file of ours: a link, a folder, a pipe. */
  read(relativePath: string): Uint8Array | null {
    if (!this.isOwn(parentOf(relativePath))) return null;
    if (this.disk.stat(this.path(relativePath))?.kind !== 'file') return null;
    return this.disk.read(this.path(relativePath));
  }

  readText(relativePath: string): string | null {
    const bytes = this.read(relativePath);
    return bytes === null ? null : decoder.decode(bytes);
  }

  /** Names of the files in a folder. */
  list(folder: string): string[] {
    const entries = this.isOwn(folder) ? this.disk.list(this.path(folder)) : null;
    return (entries ?? []).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  }

  /** Gives a file a second name for good; what had that name goes. */
  keepAs(relativePath: string, name: string): void {
    this.disk.unlink(this.path(name));
    this.disk.link(this.path(relativePath), this.path(name));
    this.disk.syncDir(this.path(parentOf(name)));
  }

  remove(relativePath: string): void {
    if (!this.isOwn(parentOf(relativePath))) return;
    this.disk.unlink(this.path(relativePath));
  }

  exists(relativePath: string): boolean {
    return this.isOwn(parentOf(relativePath)) && this.disk.stat(this.path(relativePath)) !== null;
  }

  /**
   * False when a link or something else that is not ours stands in place of the folder, or of one above it.
   * Nothing is written there, and doctor names it: the journal has what is missing.
   */
  private isOwn(folder: string): boolean {
    if (folder === '' || this.own.has(folder)) return true;
    const kind = this.disk.stat(this.path(folder))?.kind;
    if ((kind !== undefined && kind !== 'dir') || !this.isOwn(parentOf(folder))) return false;
    if (kind === 'dir') this.own.add(folder);
    return true;
  }

  /** A link, a folder, a pipe or a device under the name of a rendered file is left alone. */
  isTaken(relativePath: string): boolean {
    if (!this.isOwn(parentOf(relativePath))) return true;
    const kind = this.disk.stat(this.path(relativePath))?.kind;
    return kind !== undefined && kind !== 'file';
  }

  /** Writes a file that is not expected to change soon. */
  put(relativePath: string, bytes: Uint8Array): void {
    if (this.isTaken(relativePath)) return;
    if (this.tryPut(relativePath, bytes)) return;
    // Another owner emptied the scratch folder meanwhile: the spares have no names any more.
    this.close();
    if (!this.tryPut(relativePath, bytes))
      throw new DiskFault('ENOENT', 'rename', this.path(relativePath));
  }

  /**
   * Writes a file that changes again and again: two spares take turns, linked and renamed over the
   * live name.
   */
  publish(relativePath: string, bytes: Uint8Array): void {
    if (this.isTaken(relativePath)) return;
    const pair = this.pairs.get(relativePath) ?? { live: null, idle: null };
    this.pairs.set(relativePath, pair);
    const spare = pair.idle ?? this.spare();
    fill(spare, bytes);
    pair.idle = pair.live;
    pair.live = spare;
    if (!this.linked(spare) || !this.place(secondName(spare), relativePath))
      this.put(relativePath, bytes);
    else spare.linked = false;
  }

  /**
   * Renames, making the folder when it is not there yet. Returns false when there is nothing at
   * `from`, or something that is not ours in either place.
   */
  move(from: string, to: string): boolean {
    return !this.isTaken(from) && !this.isTaken(to) && this.place(from, to);
  }

  private place(from: string, to: string): boolean {
    if (this.renamed(from, to)) return true;
    this.makeFolder(parentOf(to));
    return this.renamed(from, to);
  }

  makeFolder(relativePath: string): void {
    if (!this.isOwn(relativePath)) return;
    try {
      this.disk.mkdir(this.path(relativePath));
    } catch (error) {
      if (isFault(error, 'EEXIST')) return;
      if (!isFault(error, 'ENOENT') || !relativePath.includes('/')) throw error;
      this.makeFolder(parentOf(relativePath));
      this.disk.mkdir(this.path(relativePath));
    }
  }

  private tryPut(relativePath: string, bytes: Uint8Array): boolean {
    const pair = this.pairs.get(relativePath);
    this.pairs.delete(relativePath);
    const spare = pair?.idle ?? this.spare();
    fill(spare, bytes);
    const moved = this.place(spare.path, relativePath);
    if (spare.linked) this.remove(secondName(spare));
    spare.file.close();
    if (pair?.live != null) this.pool.push(pair.live);
    return moved;
  }

  private spare(): Spare {
    return this.pool.pop() ?? this.newSpare();
  }

  private newSpare(): Spare {
    this.made += 1;
    const relativePath = `${this.scratch}/${this.tag}.${this.made}`;
    const file = this.disk.open(this.path(relativePath), 'create');
    return { path: relativePath, file, length: 0, linked: false };
  }

  /** False when the spare has no name any more. */
  private linked(spare: Spare): boolean {
    if (spare.linked) return true;
    try {
      this.disk.link(this.path(spare.path), this.path(secondName(spare)));
      spare.linked = true;
      return true;
    } catch (error) {
      if (!isFault(error, 'ENOENT')) throw error;
      this.close();
      return false;
    }
  }

  private renamed(from: string, to: string): boolean {
    try {
      this.disk.rename(this.path(from), this.path(to));
      return true;
    } catch (error) {
      if (isFault(error, 'ENOENT')) return false;
      throw error;
    }
  }
}

function secondName(spare: Spare): string {
  return `${spare.path}.linked`;
}

function fill(spare: Spare, bytes: Uint8Array): void {
  writeAll(spare.file, spare.path, bytes);
  if (bytes.length < spare.length) spare.file.truncate(bytes.length);
  spare.length = bytes.length;
}
