import { ATTEMPT_FILES } from '../../keeper/files.ts';
import { type Disk, type EntryKind, isOfFile } from '../../ports/disk.ts';
import { PROPOSALS_FOLDER } from './proposals.ts';
import { RESULT_FILE } from './result-file.ts';
import { USAGE_FILE } from './usage-file.ts';

/** Name in `out/`: the final message of a program that prints other things as well. */
export const FINAL_TEXT_FILE = 'final.md';
/** Files of a hand-back that are read; one more is refused, never dropped. */
export const OUT_FILES_MAX = 200;
/** Bytes of a hand-back that are read, all its files together. */
export const OUT_SIZE_BYTES_MAX = 8 * 1024 * 1024;
/** Folders below `out/`. */
export const OUT_DEPTH_MAX = 4;
/** Names of `out/` that are looked at. */
const OUT_ENTRIES_MAX = 2000;
/** Of the files that are no part of the hand-back so many are named in the trace. */
const NAMED_MAX = 5;

/**
 * What lies in `out/`, read once. The hand-back is the result file, the declared artifacts and what
 * lies in `work/`: all of it is in `files`, or named in `unread`, whose lines are errors for the stage.
 * Anything else in `out/` is left where it is, and `notes` says so.
 */
export interface Outbox {
  /** Name with forward slashes -> bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly unread: readonly string[];
  readonly notes: readonly string[];
}

/** `declared`: names in `out/` of the artifacts of the stage. */
export function readOutbox(
  disk: Disk,
  attemptDirectory: string,
  declared: readonly string[],
): Outbox {
  const reader = new OutboxReader(disk, `${attemptDirectory}/${ATTEMPT_FILES.outbox}`);
  if (!reader.isThere()) return reader;
  reader.takeNamed(RESULT_FILE);
  for (const name of declared) reader.takeNamed(name);
  reader.takeProposals();
  reader.takeSide(FINAL_TEXT_FILE);
  reader.takeSide(USAGE_FILE);
  reader.noteRest(declared);
  return reader;
}

const ENTRY_WORDS: Readonly<Record<Exclude<EntryKind, 'file'>, string>> = {
  dir: 'it is a folder',
  link: 'it is a link, and links are not followed',
  other: 'it is a pipe, a socket or a device, not a file',
};

class OutboxReader implements Outbox {
  readonly files = new Map<string, Uint8Array>();
  readonly unread: string[] = [];
  readonly notes: string[] = [];
  private size_bytes = 0;
  private entries = 0;

  constructor(
    private readonly disk: Disk,
    private readonly root: string,
  ) {}

  /** False when there is no folder to read; a link in its place is said. */
  isThere(): boolean {
    const kind = this.disk.stat(this.root)?.kind;
    if (kind === 'dir') return true;
    if (kind !== undefined)
      this.unread.push('out/ was replaced: it must be the folder that was given');
    return false;
  }

  /** A part of the hand-back under a name that is known; absent is fine. */
  takeNamed(name: string): void {
    if (this.files.has(name)) return;
    const why = this.tryTake(name);
    if (why !== null) this.unread.push(`out/${name} cannot be read: ${why}`);
  }

  /** A file beside the hand-back: without it something is unknown, nothing is wrong. */
  takeSide(name: string): void {
    if (this.files.has(name)) return;
    const why = this.tryTake(name);
    if (why !== null) this.notes.push(`out/${name} was not read: ${why}`);
  }

  /** Every file in `work/` is a proposal. */
  takeProposals(): void {
    const folder = PROPOSALS_FOLDER.slice(0, -1);
    const kind = this.disk.stat(`${this.root}/${folder}`)?.kind;
    if (kind === undefined) return;
    if (kind !== 'dir') {
      this.unread.push(`out/${folder} cannot be read: it must be a folder of documents`);
      return;
    }
    this.collect(folder, 1);
  }

  /** Says what was left out, so that nobody looks for it in vain. */
  noteRest(declared: readonly string[]): void {
    const known = new Set([RESULT_FILE, FINAL_TEXT_FILE, USAGE_FILE, ...declared]);
    const work = PROPOSALS_FOLDER.slice(0, -1);
    const rest = this.list('').filter(({ name }) => !known.has(name) && name !== work);
    const others = rest.filter(({ name }) => ![...known].some((one) => one.startsWith(`${name}/`)));
    if (others.length === 0) return;
    const names = others.slice(0, NAMED_MAX).map(({ name }) => nameOf(name));
    const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : '';
    this.notes.push(`left out of out/, no part of the hand-back: ${names.join(', ')}${more}`);
  }

  private collect(folder: string, depth: number): void {
    for (const { name, kind } of this.list(folder)) {
      const path = `${folder}/${name}`;
      this.entries += 1;
      if (this.entries > OUT_ENTRIES_MAX) {
        this.unread.push(`out/${folder} holds more than ${OUT_ENTRIES_MAX} names; hand fewer back`);
        return;
      }
      if (name.startsWith('.')) this.notes.push(`left out: out/${nameOf(path)} is hidden`);
      else if (kind === 'dir') this.enter(path, depth);
      else if (kind !== 'file') this.refuse(path, ENTRY_WORDS[kind]);
      else if (!name.endsWith('.md')) this.refuse(path, NO_DOCUMENT);
      else this.takeNamed(path);
      if (this.entries > OUT_ENTRIES_MAX) return;
    }
  }

  private enter(path: string, depth: number): void {
    if (depth >= OUT_DEPTH_MAX) this.refuse(path, `it is deeper than ${OUT_DEPTH_MAX} folders`);
    else this.collect(path, depth + 1);
  }

  private refuse(path: string, why: string): void {
    this.unread.push(`out/${nameOf(path)} cannot be read: ${why}`);
  }

  private list(folder: string) {
    try {
      return this.disk.list(folder === '' ? this.root : `${this.root}/${folder}`) ?? [];
    } catch (error) {
      this.refuse(folder, faultOf(error));
      return [];
    }
  }

  /** Why it was not taken; null when it was, or when there is none. */
  private tryTake(name: string): string | null {
    try {
      return this.take(name);
    } catch (error) {
      return faultOf(error);
    }
  }

  private take(name: string): string | null {
    const path = `${this.root}/${name}`;
    if (!this.hasOwnFolder(name)) return ENTRY_WORDS.link;
    const stat = this.disk.stat(path);
    if (stat === null) return this.isListed(name) ? NO_NAME : null;
    if (stat.kind !== 'file') return ENTRY_WORDS[stat.kind];
    if (this.files.size >= OUT_FILES_MAX) return `only ${OUT_FILES_MAX} files are read`;
    const room = OUT_SIZE_BYTES_MAX - this.size_bytes;
    if (stat.size_bytes > room) {
      return `it has ${stat.size_bytes} bytes, and ${OUT_SIZE_BYTES_MAX} are read of all files together`;
    }
    const bytes = readAll(this.disk, path, room);
    if (bytes === null) return 'it grows while it is read';
    this.size_bytes += bytes.length;
    this.files.set(name, bytes);
    return null;
  }

  /** No folder on the way to the file is a link. */
  private hasOwnFolder(name: string): boolean {
    const folders = name.split('/').slice(0, -1);
    return folders.every((_, at) => {
      const kind = this.disk.stat(`${this.root}/${folders.slice(0, at + 1).join('/')}`)?.kind;
      return kind === undefined || kind === 'dir';
    });
  }

  /** Of a name that came from a listing and yet names nothing: its bytes are no UTF-8. */
  private isListed(name: string): boolean {
    return name.includes('\ufffd');
  }
}

const NO_DOCUMENT = 'a proposed document is a file <id>.md; move anything else out of out/work/';
const NO_NAME = 'its name is not valid UTF-8; rename it';

/** One byte more than there is room for tells a file that grows. */
function readAll(disk: Disk, path: string, room: number): Uint8Array | null {
  const file = disk.open(path, 'read');
  try {
    const { size_bytes } = file.stat();
    const bytes = file.read(0, size_bytes + 1);
    return bytes.length > room ? null : bytes;
  } finally {
    file.close();
  }
}

function faultOf(error: unknown): string {
  if (!isOfFile(error)) throw error;
  return `the system says ${error.code}`;
}

/** As it can be written down in a line. */
function nameOf(path: string): string {
  return [...path].map((one) => (isControl(one) ? '?' : one)).join('');
}

function isControl(one: string): boolean {
  return one < ' ' || (one >= '\u007f' && one <= '\u009f');
}
