import { isMillraceError } from '../errors/errors.ts';
import {
  CommitMark,
  Journal,
  type JournalPorts,
  type Position,
  putAside,
  samePosition,
  segmentName,
} from '../journal/index.ts';
import { type Disk, DiskFault, makeFolders, type OpenFile, writeAll } from '../ports/index.ts';
import type { Layout } from '../workspace/index.ts';
import type { Outside } from './outside.ts';
import { copyTo, isLinked, namesIn, tryLink } from './second-name.ts';

/** What the journal consists of; its mark and its reserve are made anew. */
export const JOURNAL_FILE = /^(?:checkpoint|\d{8}\.log|\d{8}\.after-\d+\.(?:log|kept)\.gz)$/;
export const BLOB_FILE = /^[0-9a-f]{64}$/;
const CHECKPOINT = 'checkpoint';

/** How a journal stands to what was anchored of it. */
export type Standing =
  /** Everything that was ever anchored is in the journal. */
  | { readonly kind: 'continues' }
  /** A record that was synced once is nowhere any more. */
  | { readonly kind: 'lost'; readonly marked: number }
  /** The anchor holds records that the journal does not: it is an older one, or took another course. */
  | { readonly kind: 'went_back'; readonly anchored: number };

/**
 * The second name of a workspace's truth, outside of its tree: a hard link to each file of the journal
 * and each blob, or a copy where links are impossible. Contract:
 *
 * - Files are linked before the first record is acknowledged that they hold; `take` does that.
 * - The mark says how far the journal was ever synced. It is written after each record, and synced now
 *   and then: it never runs ahead.
 * - Nothing here fails a call: where the user's folder cannot be written, there is no anchor. The next
 *   owner tries again.
 * - Only what `gc` let go is dropped: what is missing in the tree may have been deleted by anybody.
 */
export class Anchor {
  private readonly mark: CommitMark;
  private isUsable = false;
  /** A copy of the segment that is appended to, which gets each record as well. */
  private copy: { readonly path: string; readonly file: OpenFile } | null = null;

  constructor(
    private readonly ports: JournalPorts,
    private readonly layout: Layout,
    readonly outside: Outside,
  ) {
    this.mark = new CommitMark(ports, outside.folder);
  }

  /** `chainOf`: hash of a record of the journal, null when it is not kept. */
  standing(at: Position, chainOf: (seq: number) => string | null): Standing {
    const marked = this.marked();
    if (marked === null) return { kind: 'continues' };
    if (marked.seq > at.seq) {
      const anchored = endOfJournal(this.ports, this.outside.journal)?.seq ?? 0;
      if (anchored > at.seq) return { kind: 'went_back', anchored };
      return { kind: 'lost', marked: marked.seq };
    }
    const chainAt = (seq: number) => (seq === at.seq ? at.chain : seq === 0 ? null : chainOf(seq));
    const chain = chainAt(marked.seq);
    if (chain === null || chain === marked.chain) return { kind: 'continues' };
    // Records may have followed in the place of lost ones, which are no course of their own.
    const end = endOfJournal(this.ports, this.outside.journal);
    if (end !== null && end.seq <= at.seq && chainAt(end.seq) === end.chain)
      return { kind: 'lost', marked: marked.seq };
    return { kind: 'went_back', anchored: marked.seq };
  }

  /** How far the journal is known to have been synced; null where nothing is known. */
  private marked(): Position | null {
    try {
      return this.mark.readOfAnyBoot() ?? endOfJournal(this.ports, this.outside.journal);
    } catch (error) {
      if (error instanceof DiskFault) return null;
      throw error;
    }
  }

  /** Anchors all that is not yet. For an owner that begins, and after what it did to whole files. */
  take(at: Position): void {
    this.isUsable = true;
    this.attempt(() => {
      const { disk } = this.ports;
      const isCurrent = this.isAnchored(at);
      if (!isCurrent) this.makeFolders();
      const newest = [CHECKPOINT, segmentName(at.segment)];
      const names = isCurrent ? newest : namesIn(disk, this.layout.journal, JOURNAL_FILE);
      const changed = names.filter((name) => this.anchorSegment(name, at, isCurrent));
      if (changed.length > 0) disk.syncDir(this.outside.journal);
      if (!isCurrent) this.blobs(namesIn(disk, this.layout.blobs, BLOB_FILE));
      this.anchorFile(this.layout.manifest, this.outside.manifest);
      this.anchorFile(this.layout.gitignore, this.outside.gitignore);
      this.mark.openToWrite();
      if (!isCurrent) this.mark.write(at);
    });
  }

  /** Before the record that names them. */
  blobs(names: readonly string[]): void {
    this.attempt(() => {
      for (const name of names) {
        this.anchorFile(`${this.layout.blobs}/${name}`, `${this.outside.blobs}/${name}`);
      }
    });
  }

  /** After the sync of a record. */
  appended(before: Position, end: Position, body: string): void {
    this.attempt(() => {
      const { copy } = this;
      if (copy !== null) {
        const line = encoder.encode(`${end.chain} ${body}\n`);
        writeAll(copy.file, copy.path, line, before.offset);
      }
      this.mark.write(end);
    });
  }

  /** After a checkpoint. */
  checkpointed(at: Position): void {
    this.take(at);
    this.attempt(() => this.mark.sync());
  }

  /** Storage lets go of files: their anchors go, too, and what took their place is anchored. */
  collect<T>(at: Position, work: () => T): T {
    const before = this.filesInTree();
    const result = work();
    const after = this.filesInTree();
    this.attempt(() => {
      for (const [path, other] of before) if (!after.has(path)) this.ports.disk.unlink(other);
      for (const name of namesIn(this.ports.disk, this.layout.journal, JOURNAL_FILE)) {
        this.anchorSegment(name, at, false);
      }
    });
    return result;
  }

  /** What was anchored belongs to another course of the journal. Its name from now on; null without one. */
  setAside(): string | null {
    try {
      return putAside(this.ports.disk, this.outside.anchor);
    } catch (error) {
      if (error instanceof DiskFault) return null;
      throw error;
    }
  }

  /** Nothing is anchored until it is taken again. */
  close(): void {
    this.isUsable = false;
    this.mark.release();
    this.closeCopy();
  }

  /** Path in the tree -> path outside. */
  private filesInTree(): ReadonlyMap<string, string> {
    const { layout, outside } = this;
    const pairs = (from: string, to: string, wanted: RegExp) =>
      namesIn(this.ports.disk, from, wanted).map(
        (name) => [`${from}/${name}`, `${to}/${name}`] as const,
      );
    return new Map([
      ...pairs(layout.journal, outside.journal, JOURNAL_FILE),
      ...pairs(layout.blobs, outside.blobs, BLOB_FILE),
    ]);
  }

  private isAnchored(at: Position): boolean {
    const { disk } = this.ports;
    const marked = this.mark.readOfAnyBoot();
    if (marked === null || !samePosition(marked, at)) return false;
    return disk.stat(`${this.outside.journal}/${segmentName(at.segment)}`) !== null;
  }

  private makeFolders(): void {
    makeFolders(this.ports.disk, this.outside.journal);
    makeFolders(this.ports.disk, this.outside.blobs);
  }

  /** Returns whether the file has got a name here. `isCurrent`: a copy of it holds all of its records. */
  private anchorSegment(name: string, at: Position, isCurrent: boolean): boolean {
    const { disk } = this.ports;
    const [from, to] = [`${this.layout.journal}/${name}`, `${this.outside.journal}/${name}`];
    const isNewest = name === segmentName(at.segment);
    if (isNewest) this.closeCopy();
    if (isLinked(disk, from, to)) return false;
    if (disk.stat(from) === null) return false;
    if (tryLink(disk, from, to)) return true;
    const isWhole = isNewest ? isCurrent : sizeOf(disk, from) === sizeOf(disk, to);
    if (!isWhole) copyTo(disk, from, to);
    if (isNewest) this.copy = { path: to, file: disk.open(to, 'update') };
    return !isWhole;
  }

  private anchorFile(from: string, to: string): void {
    const { disk } = this.ports;
    if (isLinked(disk, from, to) || disk.stat(from) === null) return;
    if (tryLink(disk, from, to)) return;
    if (sizeOf(disk, from) !== sizeOf(disk, to)) copyTo(disk, from, to);
  }

  private closeCopy(): void {
    this.copy?.file.close();
    this.copy = null;
  }

  private attempt(work: () => void): void {
    if (!this.isUsable) return;
    try {
      work();
    } catch (error) {
      this.isUsable = false;
      if (!(error instanceof DiskFault)) throw error;
    }
  }
}

/** Where the journal in a folder ends; null when there is none, or it cannot be read. */
export function endOfJournal(ports: JournalPorts, dir: string): Position | null {
  try {
    if (!Journal.exists(ports.disk, dir)) return null;
    // No boot has a mark that would say how far to read: all whole records count.
    const journal = new Journal({ ...ports, boot: '' }, dir);
    journal.load();
    journal.replay(() => undefined);
    journal.close();
    return journal.position;
  } catch (error) {
    if (isMillraceError(error)) return null;
    throw error;
  }
}

function sizeOf(disk: Disk, path: string): number | null {
  return disk.stat(path)?.size_bytes ?? null;
}

const encoder = new TextEncoder();
