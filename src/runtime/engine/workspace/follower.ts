/**
 * What any process may know of a workspace without owning it: its state, by following the journal,
 * and who holds its lock. Nothing here writes but the lock and what its file says of the holder.
 */

import { anchoredBlob } from '../../anchor/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { Blobs, Journal } from '../../journal/index.ts';
import {
  evolve,
  type JournalRecord,
  keyOf,
  PlanIndex,
  type Recorded,
  State,
  stateFrom,
} from '../../kernel/index.ts';
import { isLaterPlan, type Plan, plan as planSchema, workspacePath } from '../../plan/index.ts';
import { documentFile } from '../../render/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { ConfigInForce, EnginePorts } from '../ports/engine-ports.ts';

const DOCUMENTS_CACHED_MAX = 256;
/** Records kept for the stages that read what an earlier one of their run or lineage left. */
const RECORDS_CACHED_MAX = 32;
/** A record with more changes is an intake of many documents: large, and not read again soon. */
const CACHED_CHANGES_MAX = 40;

/** State of a workspace, held by following its journal. Any process may have one; it writes nothing. */
export class Follower {
  state = new State();
  journal: Journal;
  readonly blobs: Blobs;
  /** Deltas since the last base; null while there is no base. */
  deltas: number | null = null;
  /** The owner's record that is applied to state but not written yet. */
  pending: JournalRecord | null = null;
  private plan: { readonly sha256: string; readonly index: PlanIndex } | null = null;
  private configRead: ConfigInForce | undefined;
  /** Digest -> text of prompts and skills of the plan. */
  private readonly planTexts = new Map<string, string>();
  private readonly documents = new Map<string, Recorded>();
  private readonly records = new Map<number, JournalRecord>();

  constructor(
    private readonly ports: EnginePorts,
    readonly layout: Layout,
  ) {
    this.blobs = new Blobs(ports, layout.blobs);
    this.journal = this.load();
  }

  /**
   * Reads what others committed since. A journal that is gone is left to the next owner, who has
   * this memory.
   */
  catchUp(): void {
    if (!Journal.exists(this.ports.disk, this.layout.journal)) return;
    if (this.journal.follow(this.take) === 'reopen') this.reopen();
  }

  reopen(): void {
    this.journal.close();
    this.journal = this.load();
  }

  /** To a journal that was restored: state holds its records already, its checkpoint may be an older one. */
  attach(): Journal {
    this.journal.close();
    this.journal = new Journal(this.ports, this.layout.journal);
    this.journal.load();
    this.journal.replay(() => undefined);
    this.deltas = null;
    return this.journal;
  }

  /** The adopted plan, or null before the first one. */
  get index(): PlanIndex | null {
    const sha256 = this.state.plan_sha256;
    if (sha256 === null) return null;
    if (this.plan?.sha256 !== sha256) {
      this.plan = { sha256, index: indexOf(sha256, this.planJson(sha256)) };
      this.planTexts.clear();
    }
    return this.plan.index;
  }

  /** The config that counts. Absent where no record says it, or its bytes are gone: its file counts. */
  get config(): ConfigInForce | undefined {
    const { config } = this.state;
    if (config === null) return undefined;
    const { sha256 } = config;
    if (sha256 === null) return NO_CONFIG;
    if (this.configRead?.sha256 === sha256) return this.configRead;
    const bytes = this.blobOrNull(sha256);
    if (bytes !== null) this.configRead = { sha256, bytes };
    return bytes === null ? undefined : this.configRead;
  }

  get configText(): string | null | undefined {
    const bytes = this.config?.bytes;
    return bytes == null ? bytes : decoder.decode(bytes);
  }

  planJson(sha256: string): string {
    return decoder.decode(this.blob(sha256));
  }

  /** Text of a prompt or skill that the adopted plan froze. */
  planText(sha256: string): string {
    const known = this.planTexts.get(sha256);
    if (known !== undefined) return known;
    const text = decoder.decode(this.blob(sha256));
    this.planTexts.set(sha256, text);
    return text;
  }

  blob(sha256: string): Uint8Array {
    const bytes = this.blobOrNull(sha256);
    if (bytes !== null) return bytes;
    throw new MillraceError('journal_damaged', {
      what: `The stored bytes ${sha256.slice(0, 12)} that the journal names are gone`,
      expected: `a file of that digest in ${workspacePath(PLACES.blobs)}`,
      next: 'restore the blobs folder from a copy',
    });
  }

  private blobOrNull(sha256: string): Uint8Array | null {
    const { ports, layout } = this;
    return this.blobs.get(sha256) ?? anchoredBlob(ports, ports.state_home, layout, sha256);
  }

  /** Text of something that a record holds or names. */
  text(recorded: Recorded): string {
    return recorded.text ?? decoder.decode(this.blob(recorded.sha256));
  }

  recordOrNull(seq: number): JournalRecord | null {
    if (this.pending?.n === seq) return this.pending;
    const record = this.records.get(seq) ?? this.journal.record(seq);
    if (record !== null) this.remember(record);
    return record;
  }

  /** The newest use comes last; the one that was not used for longest goes. */
  remember(record: JournalRecord): void {
    if (record.c.length > CACHED_CHANGES_MAX) return;
    this.records.delete(record.n);
    this.records.set(record.n, record);
    for (const oldest of this.records.keys()) {
      if (this.records.size <= RECORDS_CACHED_MAX) break;
      this.records.delete(oldest);
    }
  }

  /** For after archives were compacted: what is not kept is not answered from memory either. */
  forgetRecords(): void {
    this.records.clear();
    this.journal.archive.forget();
  }

  record(seq: number): JournalRecord {
    const record = this.recordOrNull(seq);
    if (record !== null) return record;
    throw new MillraceError('journal_damaged', {
      what: `Record ${seq} of the journal cannot be found`,
      expected: 'every record up to the current one, in the journal or its archive',
      next: `restore ${workspacePath(PLACES.journal)} from a copy`,
    });
  }

  /**
   * Text of a rendered file. Only for what a lost journal cannot tell any more: as long as there is a
   * record, the record is read.
   */
  rendered(path: string): string | null {
    const bytes = this.ports.disk.read(this.layout.at(path));
    return bytes === null ? null : decoder.decode(bytes);
  }

  /** The current document of a work item, with its text. */
  document(key: string): Recorded {
    const item = this.state.items.get(key);
    if (item === undefined) throw new Error(`no work item ${key}`);
    const known = this.documents.get(item.digest);
    if (known !== undefined) return known;
    return this.fromFile(key) ?? this.keepDocument(this.fromRecord(item.seq, item.digest));
  }

  /** Whether these bytes are the item's document. They are kept then: its stage reads them next. */
  recognizes(key: string, bytes: Uint8Array): boolean {
    const digest = this.state.items.get(key)?.digest;
    if (digest === undefined || this.ports.hash.sha256(bytes) !== digest) return false;
    const text = decoder.decode(bytes);
    this.keepDocument({ sha256: digest, size_bytes: bytes.length, text });
    return true;
  }

  /** The text that a person or agent handed over, while the document is still what was made of it. */
  handedOver(key: string): Recorded {
    const known = this.firstHandedOver(key);
    return known === null ? this.document(key) : { ...known, text: this.text(known) };
  }

  /** Null when the current revision did not come as a text that was completed. */
  firstHandedOver(key: string): Recorded | null {
    const seq = this.state.items.get(key)?.seq ?? 0;
    for (const change of this.recordOrNull(seq)?.c ?? []) {
      if (change.k === 'admit@1' && keyOf(change.family, change.id) === key) {
        return change.handed_over;
      }
    }
    return null;
  }

  close(): void {
    this.journal.close();
  }

  /** Applies a record that somebody else wrote. */
  readonly take = (record: JournalRecord): void => {
    evolve(this.state, record);
  };

  /** The file is only a shortcut: its bytes count when they have the recorded digest. */
  private fromFile(key: string): Recorded | null {
    const item = this.state.items.get(key);
    const family = this.index?.plan.families[item?.family ?? ''];
    if (item === undefined || family === undefined) return null;
    const path = this.layout.at(documentFile(family, item.state, item.id));
    const bytes = this.ports.disk.stat(path)?.kind === 'file' ? this.ports.disk.read(path) : null;
    if (bytes === null || !this.recognizes(key, bytes)) return null;
    return this.documents.get(item.digest) ?? null;
  }

  private keepDocument(recorded: Recorded): Recorded {
    if (this.documents.size >= DOCUMENTS_CACHED_MAX) this.documents.clear();
    this.documents.set(recorded.sha256, recorded);
    return recorded;
  }

  /** Null when the record is not kept any more. */
  documentAt(seq: number, digest: string): string | null {
    const record = this.recordOrNull(seq);
    return record === null ? null : (this.documentIn(record, digest)?.text ?? null);
  }

  private documentIn({ c }: JournalRecord, digest: string): Recorded | null {
    for (const change of c) {
      if (change.k !== 'admit@1' && change.k !== 'revise@1') continue;
      if (change.document.sha256 !== digest) continue;
      return { ...change.document, text: this.text(change.document) };
    }
    return null;
  }

  private fromRecord(seq: number, digest: string): Recorded {
    const found = this.documentIn(this.record(seq), digest);
    if (found !== null) return found;
    throw new Error(`record ${seq} does not hold the document ${digest}`);
  }

  private load(): Journal {
    const journal = new Journal(this.ports, this.layout.journal);
    const { checkpoint } = journal.load();
    this.state = checkpoint === null ? new State() : stateFrom(checkpoint.texts);
    this.deltas = checkpoint === null ? null : checkpoint.deltas;
    this.documents.clear();
    this.records.clear();
    journal.replay(this.take);
    return journal;
  }
}

const decoder = new TextDecoder();
const NO_CONFIG: ConfigInForce = { sha256: null, bytes: null };

/** Plans of this process by the digest of their bytes: another follower of them reads the same. */
const indexes = new Map<string, PlanIndex>();
const INDEXES_MAX = 4;

function indexOf(sha256: string, json: string): PlanIndex {
  const known = indexes.get(sha256);
  if (known !== undefined) return known;
  const index = new PlanIndex(planOf(JSON.parse(json)));
  const [oldest] = indexes.keys();
  if (indexes.size >= INDEXES_MAX && oldest !== undefined) indexes.delete(oldest);
  indexes.set(sha256, index);
  return index;
}

function planOf(value: unknown): Plan {
  if (!isLaterPlan(value)) return planSchema.parse(value);
  throw new MillraceError('journal_newer', {
    what: 'The adopted plan was compiled by a later release, which this one does not understand',
    expected: 'a plan of this release or an earlier one',
    next: 'use the release of millrace that adopted it, or a later one',
  });
}
