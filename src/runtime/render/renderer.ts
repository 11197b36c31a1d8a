import type { Recorded } from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import type { PlanIndex } from '../kernel/state/plan-index.ts';
import type { State, Touched } from '../kernel/state/state.ts';
import type { Disk, Hash, Ids } from '../ports/index.ts';
import { compiledPlanText } from './compiled-plan.ts';
import { Documents, placedItems, type Sources } from './documents.ts';
import { EventLog } from './event-log.ts';
import { EVENT_LOG_SIZE_BYTES_MAX, olderEvents, putAside } from './event-log-rotation.ts';
import { eventsOf } from './events.ts';
import { Files } from './files.ts';
import { type Fetch, LiveFacts, PastFacts, type RecordFacts } from './history.ts';
import {
  EVENTS_ELSEWHERE_FILE,
  EVENTS_FILE,
  PLAN_FILE,
  parentOf,
  stageResultFolder,
  traceFile,
} from './paths.ts';
import { PendingWrites } from './pending-writes.ts';
import { resultFiles } from './result-files.ts';
import { stateFiles, targetFiles } from './state-files.ts';
import { bytesOf } from './text.ts';
import { TraceTexts } from './trace.ts';

export interface RendererPorts {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly ids: Ids;
}

export interface OpenOptions {
  /** Renders this record and all after it again: what they wrote may not have reached the disk. */
  readonly from?: number;
  /** Items whose document is put in its place in any case. */
  readonly dirty?: Iterable<string>;
}

/** After how many records and documents a long catch-up writes what it has. */
const CATCH_UP_WRITES_MAX = 500;

/**
 * Turns state into files. `collect` only remembers what a record changed; `flush` writes each file
 * at most once. Contract: `open` comes first whenever this process becomes the owner; any failure
 * leaves as a `DiskFault`, and the caller then discards this renderer and opens a new one. `root` is
 * the absolute path of the runtime folder.
 */
export class Renderer {
  private readonly files: Files;
  private readonly documents: Documents;
  private readonly writes = new PendingWrites();
  private readonly traces = new TraceTexts();
  /** Last text of the files that are replaced often, so that equal text is not written again. */
  private readonly texts = new Map<string, string>();
  /** Active runs that have their folders. */
  private readonly prepared = new Set<string>();
  private log: EventLog | null = null;
  /** Rows of records before this one are in older event logs. */
  private older = 0;
  /** Newest record that was collected. */
  private seq = -1;

  constructor(
    private readonly ports: RendererPorts,
    /** Absolute path of the runtime folder. */
    private readonly root: string,
    private readonly sources: Sources,
  ) {
    this.files = new Files(ports.disk, root);
    this.documents = new Documents(this.files, sources, ports.hash);
  }

  /** Takes over, also after a crash: renders what follows the last row of the event log, if anything. */
  open(state: State, index: PlanIndex, options: OpenOptions = {}): void {
    if (this.isCurrent(state, options)) return;
    const log = this.start(state, (options.from ?? state.seq + 1) - 1);
    if (log.end.seq === 0) return this.renderAll(state, index, log);
    this.catchUp(state, index, log, { documents: true });
    for (const key of options.dirty ?? []) {
      const item = state.items.get(key);
      if (item !== undefined) this.documents.settle(item, index);
    }
    this.documents.seedActive(state, index);
    this.refresh([[PLAN_FILE, compiledPlanText(index.plan)]]);
    this.refresh(stateFiles(state, index));
    this.refresh(targetFiles(state, state.open_targets));
  }

  /** Writes everything anew, for use after a loss. Cut short, it makes the next owner start over. */
  rebuild(state: State, index: PlanIndex): void {
    const log = this.start(state, 0);
    log.clear();
    this.renderAll(state, index, log);
  }

  private renderAll(state: State, index: PlanIndex, log: EventLog): void {
    for (const item of placedItems(state, index)) {
      this.documents.restore(item, () => this.sources.documentBytes(item.key), index);
    }
    this.documents.removeCopies(state, index);
    this.writePlan(index);
    this.refresh(targetFiles(state, state.targets.keys()));
    this.catchUp(state, index, log, { documents: false });
    this.documents.seedActive(state, index);
    this.refresh(stateFiles(state, index));
  }

  /**
   * Call it once after each commit, with the state that the record led to and all that applying it
   * touched.
   */
  collect(state: State, record: JournalRecord, touched: Iterable<Pick<Touched, 'runs'>>): void {
    this.seq = record.n;
    this.writes.add(state, record, new LiveFacts(state, touched), { live: true, skip_rows: 0 });
  }

  /** Whether the next flush has something to write. */
  get pending(): boolean {
    return this.writes.records > 0;
  }

  /** Whether the next flush brings the document of an item. */
  hasToWrite(key: string): boolean {
    return this.writes.documents.has(key);
  }

  /**
   * The rows of the event log come last: they say that all the rest is written.
   * Without a plan nothing has a place yet, and the writes wait.
   */
  flush(state: State, index: PlanIndex | null): void {
    if (!this.pending || index === null) return;
    if (this.log === null) return this.open(state, index);
    const { writes } = this;
    if (writes.plan) this.writePlan(index);
    this.writeDocuments(state, index);
    this.writeRuns(state, index);
    this.writeTargets(state);
    for (const [relativePath, text] of stateFiles(state, index)) this.publish(relativePath, text);
    this.log.append(writes.rows);
    writes.clear();
  }

  /**
   * Makes the files and folders that the next flush will fill. For a moment when nobody waits: it
   * renders nothing.
   */
  idle(state: State): void {
    if (this.log === null) return;
    this.files.stock();
    for (const id of state.runs.keys()) {
      if (this.prepared.has(id)) continue;
      this.files.makeFolder(stageResultFolder(id));
      this.prepared.add(id);
    }
    for (const id of this.prepared) if (!state.runs.has(id)) this.prepared.delete(id);
  }

  /** Lets a large event log go on in a new file. For a moment when everything is rendered. */
  rotate(state: State, size_bytes_max = EVENT_LOG_SIZE_BYTES_MAX): void {
    const { log } = this;
    if (log === null || this.pending || log.size_bytes <= size_bytes_max) return;
    if (this.files.isTaken(EVENTS_FILE)) return;
    const seq = putAside(this.files, log, state.epoch);
    if (seq === null) return;
    log.close();
    this.log = this.openLog(state, state.seq);
    this.older = seq;
  }

  close(): void {
    this.log?.close();
    this.log = null;
    this.seq = -1;
    this.files.close();
  }

  private isCurrent(state: State, options: OpenOptions): boolean {
    const isForced = options.from !== undefined || options.dirty !== undefined;
    return !isForced && this.log !== null && this.seq === state.seq;
  }

  private start(state: State, lastSeq: number): EventLog {
    this.close();
    this.writes.clear();
    this.texts.clear();
    this.prepared.clear();
    this.files.open(this.ports.ids.hex(8));
    this.seq = state.seq;
    this.files.makeFolder(parentOf(EVENTS_FILE));
    this.older = olderEvents(this.ports.disk, this.files, state.epoch);
    this.documents.forget();
    this.log = this.openLog(state, lastSeq);
    return this.log;
  }

  private openLog({ epoch }: State, lastSeq: number): EventLog {
    const file = this.files.isTaken(EVENTS_FILE) ? EVENTS_ELSEWHERE_FILE : EVENTS_FILE;
    return EventLog.open(this.ports.disk, this.files.path(file), epoch, lastSeq);
  }

  /**
   * From the last record in the log on: some of its rows may be torn off, and then some of its
   * files as well. Without `documents` they are all in their places already.
   */
  private catchUp(
    state: State,
    index: PlanIndex,
    { end }: EventLog,
    { documents }: { readonly documents: boolean },
  ): void {
    const fetch: Fetch = (seq) => this.sources.record(seq);
    const facts = new PastFacts(state, end.seq, fetch);
    for (let seq = Math.max(1, end.seq); seq <= state.seq; seq += 1) {
      const record = fetch(seq);
      if (record !== null) this.collectAgain(state, record, facts, seq === end.seq ? end.rows : 0);
      if (!documents) this.writes.documents.clear();
      if (this.writes.size >= CATCH_UP_WRITES_MAX) this.flush(state, index);
    }
    this.flush(state, index);
  }

  private collectAgain(state: State, record: JournalRecord, facts: RecordFacts, present: number) {
    if (present > 0 && present >= eventsOf(record, facts).length) return;
    const skip_rows = record.n < this.older ? Number.POSITIVE_INFINITY : present;
    this.writes.add(state, record, facts, { live: false, skip_rows });
  }

  private writeDocuments(state: State, index: PlanIndex): void {
    for (const [key, { recorded, fresh }] of this.writes.documents) {
      const item = state.items.get(key);
      if (item === undefined) continue;
      if (recorded === null) this.documents.settle(item, index);
      else if (fresh) this.documents.create(item, this.bytes(recorded), index);
      else this.documents.restore(item, () => this.bytes(recorded), index);
    }
    for (const [relativePath, recorded] of this.writes.files)
      this.files.put(relativePath, this.bytes(recorded));
  }

  private writeRuns(state: State, index: PlanIndex): void {
    const { results, runs } = this.writes;
    for (const { change, run } of results.values()) {
      for (const [path, text] of resultFiles(change, run, { state, index, root: this.root }))
        this.files.put(path, bytesOf(text));
    }
    for (const run of runs.values()) {
      const text = bytesOf(this.traces.textOf(run, index));
      if (run.status === 'active') this.files.publish(traceFile(run.id), text);
      else this.files.put(traceFile(run.id), text);
    }
  }

  /** An open target changes with each of its items, a closed one never again. */
  private writeTargets(state: State): void {
    const { targets } = this.writes;
    const isOpen = (root: string) => state.open_targets.has(root);
    const open = [...targets].filter(isOpen);
    const closed = [...targets].filter((root) => !isOpen(root));
    for (const [relativePath, text] of targetFiles(state, open)) this.publish(relativePath, text);
    for (const [relativePath, text] of targetFiles(state, closed))
      this.putChanged(relativePath, text);
  }

  private writePlan(index: PlanIndex): void {
    this.files.put(PLAN_FILE, bytesOf(compiledPlanText(index.plan)));
  }

  private publish(relativePath: string, text: string): void {
    if (this.texts.get(relativePath) === text) return;
    this.files.publish(relativePath, bytesOf(text));
    this.texts.set(relativePath, text);
  }

  private putChanged(relativePath: string, text: string): void {
    if (this.texts.get(relativePath) === text) return;
    this.files.put(relativePath, bytesOf(text));
    this.texts.set(relativePath, text);
  }

  /** Compares with what lies there, so that opening a workspace in order writes nothing. */
  private refresh(files: Iterable<[string, string]>): void {
    for (const [relativePath, text] of files) {
      const found = this.files.readText(relativePath);
      if (found === text) this.texts.set(relativePath, text);
      else this.putChanged(relativePath, text);
    }
  }

  private bytes(recorded: Recorded): Uint8Array {
    return recorded.text === undefined
      ? this.sources.recordedBytes(recorded)
      : bytesOf(recorded.text);
  }
}
