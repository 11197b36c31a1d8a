import { dirname } from 'node:path';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { type Disk, explaining, type OpenFile } from '../ports/index.ts';
import { Archive } from './archive.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { CommitMark } from './commit-mark.ts';
import { publish } from './durable.ts';
import { changesNothing, misused } from './errors.ts';
import { createFolder, journalExists, releaseReserve, restoreReserve } from './folder.ts';
import { Growth } from './growth.ts';
import { JournalReader } from './reader.ts';
import { prepareSegment, segmentName } from './segment.ts';
import {
  type Checkpoint,
  type EachRecord,
  GENESIS_CHAIN,
  type JournalPorts,
  type JournalRecovery,
  type Position,
  samePosition,
} from './types.ts';
import { type Appended, SegmentWriter } from './writer.ts';

/**
 * The journal of one workspace: `load`, `replay`, then `follow` as often as wanted. Whoever holds
 * the workspace lock may `begin`, write, and `end`; between the two this object is the only writer.
 */
export class Journal {
  private readonly reader: JournalReader;
  readonly archive: Archive;
  private readonly checkpoints: CheckpointFile;
  private readonly commitMark: CommitMark;
  private writer: SegmentWriter | null = null;
  /** Known between `begin` and `end`. */
  readonly growth = new Growth();

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
  ) {
    this.reader = new JournalReader(ports, dir);
    this.archive = new Archive(ports, dir, () => this.position);
    this.checkpoints = new CheckpointFile(ports, dir);
    this.commitMark = new CommitMark(ports, dir);
  }

  static exists(disk: Disk, dir: string): boolean {
    return explaining('Looking for the journal', () => journalExists(disk, dir));
  }

  /** Makes a durable empty journal. The caller holds the workspace lock. */
  static create(ports: JournalPorts, dir: string): void {
    if (Journal.exists(ports.disk, dir)) {
      throw misused('A journal was created where there is one already');
    }
    const start = { seq: 0, chain: GENESIS_CHAIN, segment: 1 };
    explaining('Creating the journal', () => createFolder(ports, dir, start, null));
  }

  /** After the last record that was delivered or written. */
  get position(): Position {
    return this.reader.position;
  }

  /** true = a write left the disk in an unknown state; open the journal anew. */
  get poisoned(): boolean {
    return this.writer?.poisoned ?? false;
  }

  load(): { readonly checkpoint: Checkpoint | null } {
    return explaining('Reading the journal', () => {
      const checkpoint = this.checkpoints.load();
      this.reader.start(checkpoint?.at ?? null);
      return { checkpoint };
    });
  }

  /** Delivers the records after the checkpoint, each verified against the one before. */
  replay(each: EachRecord): void {
    explaining('Reading the journal', () => {
      const commitMark = this.commitMark.read();
      const broken = this.reader.advance(commitMark, each);
      if (broken !== null) throw broken;
      if (commitMark === null) this.reader.tail(null);
    });
  }

  /**
   * Delivers what was committed since. 'reopen' says that it is
   * not the journal that was read so far: load it anew.
   */
  follow(each: EachRecord): 'same' | 'reopen' {
    if (this.writer !== null) return 'same';
    return explaining('Reading the journal', () => {
      const commitMark = this.commitMark.read();
      if (commitMark !== null && samePosition(commitMark, this.position)) return 'same';
      if (!this.reader.isInPlace()) return 'reopen';
      return this.reader.advance(commitMark, each) === null ? 'same' : 'reopen';
    });
  }

  /**
   * Becomes the writer. A record that nobody marked as synced may be
   * in memory only, and a sync of its file may already have failed: it
   * is copied into a new segment, and so is everything that follows.
   */
  begin(each: EachRecord): JournalRecovery | 'reopen' {
    this.end();
    return explaining('Opening the journal', () => {
      if (!this.reader.isInPlace()) return 'reopen';
      const { seq } = this.position;
      const commitMark = this.commitMark.read();
      if (this.reader.advance(null, each) !== null) return 'reopen';
      const torn = this.reader.tail(commitMark);
      const clean = torn === null && commitMark !== null && samePosition(commitMark, this.position);
      if (!clean) this.settle(torn !== null);
      this.openToWrite();
      if (!clean) this.commitMark.write(this.position);
      this.growth.measure(this.reader, this.checkpoints);
      const records = this.position.seq - seq;
      return { records, unclean: !clean, rebooted: commitMark === null, torn };
    });
  }

  /** Returns the text that was written once it is durable. A failure leaves the records as they were. */
  append(record: JournalRecord): string {
    const body = this.moved(this.owned().append(record, this.position));
    this.commitMark.write(this.position);
    return body;
  }

  /** Into a journal that nobody reads yet: durable only after `syncAppended`. */
  appendUnsynced(record: JournalRecord): void {
    this.moved(this.owned().appendUnsynced(record, this.position));
  }

  syncAppended(): void {
    this.owned().syncAppended();
    this.commitMark.write(this.position);
  }

  private moved({ body, end }: Appended): string {
    this.growth.add(end.offset - this.position.offset);
    this.reader.moveTo(end, this.position);
    return body;
  }

  /**
   * After `disk_full`: gives the reserve back to the disk for this one record. A new one is taken
   * by the next checkpoint or `begin`.
   */
  appendFromReserve(record: JournalRecord): string {
    this.owned().ensureUsable();
    explaining('Releasing the reserve', () => releaseReserve(this.ports.disk, this.dir));
    return this.append(record);
  }

  /**
   * Publishes the state at `position`. Everything that was rendered up to
   * it is durable already. A base starts a new segment; the ones before it
   * are history. A delta holds what changed since the checkpoint before.
   */
  checkpoint(kind: 'base' | 'delta', text: string): void {
    for (const _ of this.checkpointSteps(kind, [text]));
  }

  /**
   * The same in parts, a step each, none of which takes long; nothing may be appended between them.
   * Whoever ends it early has changed nothing.
   */
  *checkpointSteps(kind: 'base' | 'delta', texts: Iterable<string>): Generator<void, void> {
    const steps = kind === 'base' ? this.writeBase(texts) : this.addDelta(texts);
    const step = () => this.poisoning(() => steps.next(), changesNothing);
    this.owned().ensureUsable();
    try {
      while (explaining('Writing the checkpoint', step).done !== true) yield;
    } finally {
      steps.return();
    }
    this.growth.checkpointed(kind);
    restoreReserve(this.ports.disk, this.dir);
  }

  /** For a moment when nobody waits: makes the next appends quicker. */
  idle(): void {
    const { writer } = this;
    if (writer === null || writer.poisoned) return;
    explaining('Making room in the journal', () => writer.makeRoom(this.position.offset));
  }

  /** null when there is no such record, or it is not kept any more. */
  record(seq: number): JournalRecord | null {
    return this.archive.record(seq);
  }

  /**
   * After `journal_replaced`: a new folder that goes on after
   * the last acknowledged record; `base` is the state there.
   */
  rebuildFrom(base: string): void {
    explaining('Rebuilding the journal', () => {
      const { seq, chain, segment } = this.position;
      const start = { seq, chain, segment: segment + 1 };
      const at = createFolder(this.ports, this.dir, start, base);
      this.end();
      this.archive.forget();
      this.reader.enter(at);
      this.openToWrite();
      this.commitMark.write(at);
      this.growth.checkpointed('base');
    });
  }

  /** Stops being the writer; goes on as a follower. */
  end(): void {
    const { writer } = this;
    if (writer === null) return;
    this.writer = null;
    explaining('Closing the journal', () => {
      this.commitMark.close(this.position);
      writer.close(this.position.offset);
    });
  }

  close(): void {
    this.end();
    this.reader.close();
  }

  private owned(): SegmentWriter {
    if (this.writer !== null) return this.writer;
    throw misused('The journal was written to without being its owner');
  }

  private openToWrite(): void {
    this.commitMark.openToWrite();
    this.writer = new SegmentWriter(this.ports, this.dir, this.position.segment);
    restoreReserve(this.ports.disk, this.dir);
  }

  private *writeBase(texts: Iterable<string>): Generator<void, void> {
    if (this.position.offset > this.reader.start_offset) this.rotate();
    const scratch = yield* this.checkpoints.prepareBase(this.position, texts);
    this.poisoning(() => this.checkpoints.publishBase(scratch));
  }

  private *addDelta(texts: Iterable<string>): Generator<void, void> {
    const sync = (file: OpenFile) => this.poisoning(() => file.sync());
    const written = yield* this.checkpoints.addDelta(this.position, texts, sync);
    if (!written) throw misused('A checkpoint delta was written without a base');
  }

  private rotate(): void {
    const { offset } = this.position;
    this.startSegment(this.position);
    this.poisoning(() => {
      const writer = new SegmentWriter(this.ports, this.dir, this.position.segment);
      this.writer?.close(offset);
      this.writer = writer;
      this.commitMark.write(this.position);
    });
  }

  /** Makes durable what an owner that did not end well may have left in memory: at most its last record. */
  private settle(torn: boolean): void {
    const { disk } = this.ports;
    const { position } = this;
    const durable = (this.checkpoints.newest()?.seq ?? -1) >= position.seq;
    const from = durable ? position : (this.reader.before_last ?? position);
    if (torn || position.offset > this.reader.start_offset) this.startSegment(from);
    else disk.syncDir(this.dir);
    disk.syncDir(dirname(this.dir));
  }

  /** Starts the next segment after `from`, with a copy of the records between there and the position. */
  private startSegment(from: Position): void {
    const { position } = this;
    const start = { seq: from.seq, chain: from.chain, segment: position.segment + 1 };
    const path = `${this.dir}/${segmentName(start.segment)}`;
    const copy = this.reader.bytes(from.offset, position.offset);
    const { scratch, offset } = prepareSegment(this.ports, path, start, copy);
    this.poisoning(() => {
      publish(this.ports.disk, scratch, path);
      this.reader.enter({ ...start, offset });
    });
    if (copy.length === 0) return;
    const end = { ...position, segment: start.segment, offset: offset + copy.length };
    this.reader.moveTo(end, { ...start, offset });
  }

  /** Whatever fails here leaves the disk unknown, unless it is harmless. */
  private poisoning<T>(run: () => T, isHarmless: (error: unknown) => boolean = () => false): T {
    try {
      return run();
    } catch (error) {
      if (!isHarmless(error)) this.writer?.poison();
      throw error;
    }
  }
}
