import { type Disk, DiskFault, type OpenFile } from '../ports/index.ts';
import { parentOf, SCRATCH_FOLDER } from './places.ts';

const LINKED = `${SCRATCH_FOLDER}/linked`;
const MADE = `${SCRATCH_FOLDER}/new`;
const decoder = new TextDecoder();

interface Spare {
  readonly path: string;
  readonly file: OpenFile;
  length: number;
}

interface Spares {
  readonly both: readonly [Spare, Spare];
  turn: 0 | 1;
}

/**
 * Writes below the runtime folder. A reader that opens a file at any instant gets all of its old or all of its new text.
 * Nothing is synced here: rendered files are never the truth.
 */
export class Files {
  private readonly spares = new Map<string, Spares>();
  /** Part of the names of spares, so that two processes that own in turn never take each other's. */
  private tag = '';

  constructor(
    private readonly disk: Disk,
    private readonly root: string,
  ) {}

  /** Half-made files of a crashed owner go away; a live file that was a spare keeps its bytes under its own name. */
  open(tag: string): void {
    this.close();
    this.tag = tag;
    this.disk.remove(this.path(SCRATCH_FOLDER));
    this.makeFolder(SCRATCH_FOLDER);
  }

  close(): void {
    for (const { both } of this.spares.values()) for (const spare of both) spare.file.close();
    this.spares.clear();
  }

  path(place: string): string {
    return `${this.root}/${place}`;
  }

  read(place: string): Uint8Array | null {
    return this.disk.read(this.path(place));
  }

  readText(place: string): string | null {
    const bytes = this.read(place);
    return bytes === null ? null : decoder.decode(bytes);
  }

  exists(place: string): boolean {
    return this.disk.stat(this.path(place)) !== null;
  }

  put(place: string, bytes: Uint8Array): void {
    this.disk.write(this.path(MADE), bytes);
    if (!this.move(MADE, place)) throw new DiskFault('ENOENT', 'rename', this.path(MADE));
  }

  /** Renames, making the folder when it is not there yet. Returns false when there is nothing at `from`. */
  move(from: string, to: string): boolean {
    if (this.renamed(from, to)) return true;
    this.makeFolder(parentOf(to));
    return this.renamed(from, to);
  }

  /**
   * Replaces a file that changes all the time without making or freeing an inode: two spares take turns,
   * the one that is not live is written, linked and renamed over the live name.
   */
  publish(place: string, bytes: Uint8Array): void {
    const spares = this.spares.get(place) ?? this.makeSpares(place);
    const spare = spares.both[spares.turn];
    spares.turn = spares.turn === 0 ? 1 : 0;
    for (let at = 0; at < bytes.length; ) at += spare.file.write(bytes.subarray(at), at);
    if (bytes.length < spare.length) spare.file.truncate(bytes.length);
    spare.length = bytes.length;
    if (this.linked(spare)) this.disk.rename(this.path(LINKED), this.path(place));
    else this.put(place, bytes);
  }

  makeFolder(place: string): void {
    try {
      this.disk.mkdir(this.path(place));
    } catch (error) {
      if (isFault(error, 'EEXIST')) return;
      if (!isFault(error, 'ENOENT') || !place.includes('/')) throw error;
      this.makeFolder(parentOf(place));
      this.disk.mkdir(this.path(place));
    }
  }

  private makeSpares(place: string): Spares {
    const name = `${place.replaceAll('/', '~')}.${this.tag}`;
    const spare = (letter: string): Spare => {
      const path = this.path(`${SCRATCH_FOLDER}/${name}.${letter}`);
      return { path, file: this.disk.open(path, 'create'), length: 0 };
    };
    const spares: Spares = { both: [spare('a'), spare('b')], turn: 0 };
    this.spares.set(place, spares);
    return spares;
  }

  /** False when another owner emptied the scratch folder meanwhile; the next time new spares are made. */
  private linked(spare: Spare): boolean {
    try {
      this.disk.link(spare.path, this.path(LINKED));
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

function isFault(error: unknown, code: string): boolean {
  return error instanceof DiskFault && error.code === code;
}
