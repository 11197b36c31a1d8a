import { MillraceError } from '../errors/errors.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { DiskFault, type OpenFile } from '../ports/disk.ts';
import { explained } from '../ports/explained.ts';
import { writeAll } from '../ports/write-all.ts';
import { encodeLine } from './codec.ts';
import { misused, poisoned, replaced } from './errors.ts';
import { LINE_SIZE_MAX_BYTES } from './line-scanner.ts';
import { segmentName } from './segment.ts';
import type { JournalPorts, Position } from './types.ts';

/** One that appends more than this will append many more. */
const APPENDS_MIN = 4;
/** Room is made ahead of the records in steps of so much, when less than a quarter of it is left. */
const ROOM = new Uint8Array(64 * 1024);

export interface Appended {
  readonly body: string;
  readonly end: Position;
}

/** Appends to one segment. After a failure that leaves the disk unknown it refuses everything. */
export class SegmentWriter {
  private readonly path: string;
  private readonly file: OpenFile;
  private readonly inode: number;
  private broken: 'poisoned' | 'replaced' | null = null;
  private appends = 0;
  /** Up to here the file is zeros that no record has filled; 0 = there are none. */
  private room_end = 0;

  constructor(
    private readonly ports: JournalPorts,
    dir: string,
    segment: number,
  ) {
    this.path = `${dir}/${segmentName(segment)}`;
    this.file = ports.disk.open(this.path, 'update');
    this.inode = this.file.stat().inode;
  }

  get poisoned(): boolean {
    return this.broken === 'poisoned';
  }

  poison(): void {
    this.broken = 'poisoned';
  }

  ensureUsable(): void {
    if (this.broken === 'poisoned') throw poisoned();
    if (this.broken === 'replaced') throw replaced();
  }

  /** Returns after the record is durable at the path that others will open. */
  append(record: JournalRecord, at: Position): Appended {
    const appended = this.appendUnsynced(record, at);
    this.syncAppended();
    return appended;
  }

  /** What was appended is durable at the path that others will open. */
  syncAppended(): void {
    this.ensureUsable();
    this.sync();
    this.ensureInPlace();
  }

  /** Durable only after `syncAppended`: for records that nobody may read before. */
  appendUnsynced(record: JournalRecord, at: Position): Appended {
    this.ensureUsable();
    if (record.n !== at.seq + 1) {
      throw misused(`Record ${record.n} was appended after record ${at.seq}`);
    }
    const body = JSON.stringify(record);
    const { chain, bytes } = encodeLine(this.ports.hash, at.chain, body);
    if (bytes.length > LINE_SIZE_MAX_BYTES) {
      throw new MillraceError('document_too_large', {
        what: `One change of ${bytes.length} bytes is too large for the journal`,
        expected: `at most ${LINE_SIZE_MAX_BYTES} bytes`,
        next: 'hand over less at once',
      });
    }
    this.write(bytes, at.offset);
    this.appends += 1;
    const offset = at.offset + bytes.length;
    return { body, end: { seq: record.n, chain, segment: at.segment, offset } };
  }

  /**
   * For a moment when nobody waits: a sync takes a quarter less time when the file does not grow.
   * Room is a convenience, so a disk without any is no failure here.
   */
  makeRoom(end: number): void {
    if (this.appends < APPENDS_MIN || this.room_end - end > ROOM.length / 4) return;
    const from = Math.max(end, this.room_end);
    try {
      writeAll(this.file, this.path, ROOM, from);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      return this.rollBack(end);
    }
    this.sync();
    this.room_end = from + ROOM.length;
  }

  /** `end`: after the last record. */
  close(end: number): void {
    try {
      if (this.room_end > end && this.broken === null) this.file.truncate(end);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    } finally {
      this.file.close();
    }
  }

  private write(bytes: Uint8Array, offset: number): void {
    try {
      writeAll(this.file, this.path, bytes, offset);
    } catch (error) {
      if (error instanceof DiskFault) this.rollBack(offset);
      throw explained('Writing the journal', error);
    }
  }

  /** The next record must not hide behind half of this one. */
  private rollBack(offset: number): void {
    try {
      this.file.truncate(offset);
      this.room_end = 0;
    } catch (error) {
      this.poison();
      if (!(error instanceof DiskFault)) throw error;
    }
  }

  /**
   * Never repeated: after a failure the system may have dropped
   * the pages, and a second sync would succeed without them.
   */
  private sync(): void {
    try {
      this.file.sync();
    } catch (error) {
      this.poison();
      throw explained('Syncing the journal', error);
    }
  }

  /** Appending to a deleted file succeeds, so the path is compared after every sync. */
  private ensureInPlace(): void {
    try {
      if (this.ports.disk.stat(this.path)?.inode === this.inode) return;
    } catch (error) {
      this.poison();
      throw explained('Looking up the journal', error);
    }
    this.broken = 'replaced';
    throw replaced();
  }
}
