/**
 * The one writer. A session takes the lock, brings the state up to date, recovers what a dead owner
 * left, and hands out an `Owner`, which turns decisions into records and records into files.
 * Nothing is acknowledged before its record is synced.
 */

import { type ErrorCode, isMillraceError } from '../../errors/errors.ts';
import {
  baseTexts,
  type Cause,
  type Change,
  check,
  clearDirty,
  type Decision,
  type DecisionContext,
  deltaTexts,
  evolve,
  type JournalRecord,
  type PlanIndex,
  type Touched,
} from '../../kernel/index.ts';
import { DiskFault } from '../../ports/index.ts';
import type { Renderer } from '../../render/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { Governor } from '../usage/governor.ts';
import { decisionContext } from '../workspace/decision-context.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Anchoring } from './anchoring.ts';
import { externalize } from './externalize.ts';
import { rebuildFromMemory, rebuiltNote, restoredNote } from './rebuild.ts';
import { FollowedWorkDir } from './work-dir.ts';

/** Journal bytes since the last checkpoint that make a new one worth its cost. */
const CHECKPOINT_AFTER_BYTES = 4 * 1024 * 1024;
/** So many that no stage makes it wait any longer. */
const OVERDUE_AFTER_BYTES = 2 * CHECKPOINT_AFTER_BYTES;
/** A base starts a segment and makes the ones before it archives, however busy the workspace is. */
const BASE_AFTER_BYTES = 2 * CHECKPOINT_AFTER_BYTES;
/** A delta instead of a base as long as it holds less than one in so many items. */
const DELTA_ITEMS_SHARE = 4;
const DISK_CODES: readonly ErrorCode[] = ['disk_failed', 'disk_full'];
/** So many deltas make a new base worth its cost. */
const DELTAS_MAX = 64;

interface Pending {
  readonly changes: Change[];
  readonly causes: Cause[];
  readonly touched: Touched[];
  readonly at: string;
}

/** What makes a process the owner, and keeps what it records. */
export interface Hold {
  readonly workspaceId: string;
  readonly anchoring: Anchoring;
  /** Throws when the lock file is no longer at its path: somebody else may be the owner. */
  requireLock(): void;
}

/**
 * A follower that holds the lock: the only writer. A decision is checked and applied to state, then
 * all pending decisions become one record by one append. Until that append returns nothing is
 * acknowledged; when it fails, the state in memory is worthless and the session opens a new one.
 */
export class Owner {
  /** Families with a document that may have come, gone or changed since somebody cleared this. */
  readonly moved = new Set<string>();
  /** What a failed effect threw. */
  failed: Error | null = null;
  private pending: Pending | null = null;
  private readonly workDir: FollowedWorkDir;
  /** What has to be recorded after the record that is just being written. */
  private loss: Decision | null = null;
  private time = { ms: Number.NaN, text: '' };
  /** What may be used, as the config says now. */
  readonly governor: Governor;

  constructor(
    private readonly ports: EnginePorts,
    readonly follower: Follower,
    private readonly renderer: Renderer,
    readonly actor: string,
    private readonly hold: Hold,
  ) {
    const own = { id: () => hold.workspaceId, root: follower.layout.root };
    this.governor = new Governor(ports, follower, own);
    this.workDir = new FollowedWorkDir(ports, follower);
  }

  /** By which the processes of its attempts are found. */
  get workspaceId(): string {
    return this.hold.workspaceId;
  }

  get state() {
    return this.follower.state;
  }

  facts(index: PlanIndex): DecisionContext {
    const { hash } = this.ports;
    const work_dir = this.workDir.now();
    const governance = this.governor.now();
    return decisionContext(this.follower, { index, hash, now: this.now(), work_dir, governance });
  }

  now(): string {
    const ms = this.ports.clock.now();
    if (ms !== this.time.ms) this.time = { ms, text: new Date(ms).toISOString() };
    return this.time.text;
  }

  /**
   * Applies a decision to state; `flush` makes it true, at the latest when the piece of work ends.
   * Returns the changes as they will be read back.
   */
  apply(decision: Decision): readonly Change[] {
    check(this.state, decision.changes);
    const changes = decision.changes.map((change) => externalize(change, this.follower.blobs));
    // What is applied is the parsed form of what is written; that also keeps no larger text alive.
    const plain: Change[] = JSON.parse(JSON.stringify(changes));
    const at = this.pending?.at ?? this.now();
    const n = this.pending === null ? this.state.seq + 1 : this.state.seq;
    const touched = evolve(this.state, { n, at, c: plain });
    for (const key of touched.items) this.moved.add(this.state.items.get(key)?.family ?? '');
    this.pending ??= { changes: [], causes: [], touched: [], at };
    this.pending.changes.push(...plain);
    this.pending.causes.push({ ...decision.cause, actor: this.actor });
    this.pending.touched.push(touched);
    const { changes: c, causes: why } = this.pending;
    this.follower.pending = { v: 1, n, at, c, why };
    return plain;
  }

  /** One append, one sync. Rendering follows with `render`. */
  flush(): void {
    const { pending } = this;
    if (pending === null) return;
    this.pending = null;
    const record = this.follower.pending;
    if (record === null) return;
    this.append(record);
    this.follower.pending = null;
    this.renderer.collect(this.state, record, pending.touched);
    const { loss } = this;
    this.loss = null;
    if (loss !== null) this.commit(loss);
  }

  commit(decision: Decision): void {
    this.apply(decision);
    this.flush();
  }

  render(): void {
    const { index } = this.follower;
    if (index !== null) this.effect(() => this.renderer.flush(this.state, index));
  }

  /** Whether the document of an item lies where it belongs, as far as it was up to this owner. */
  isPlaced(key: string): boolean {
    if (this.failed !== null || this.pending?.touched.some(({ items }) => items.has(key)))
      return false;
    return !this.renderer.hasToWrite(key);
  }

  /** Everything is recorded and rendered, and the journal says that nobody was cut off. */
  finish(): void {
    this.flush();
    this.render();
    this.effect(() => {
      for (const _ of this.checkpointGrown());
      this.follower.journal.end();
    });
  }

  /**
   * Something that follows from records that are written. A disk that fails it takes nothing back:
   * the next owner opens anew and does it again; until then nothing more is tried.
   */
  effect(work: () => void): void {
    if (this.failed !== null) return;
    try {
      work();
    } catch (thrown) {
      if (!isDiskError(thrown)) throw thrown;
      this.failed = thrown;
    }
  }

  /** For an owner that stays: it cannot go on with files that are behind the journal. */
  requireEffects(): void {
    if (this.failed !== null) throw this.failed;
  }

  /** For a moment when nobody waits: makes ready what the next render needs. */
  idle(): void {
    this.follower.journal.idle();
    this.renderer.idle(this.state);
  }

  /** Writes every rendered file anew. For use after a loss. */
  rebuild(): void {
    const { index } = this.follower;
    if (index !== null) this.renderer.rebuild(this.state, index);
  }

  /**
   * What changed, as a delta, or a new base, in steps of a few milliseconds. Nothing may be applied
   * between them; whoever ends it early has changed nothing.
   */
  *checkpoint(): Generator<void, void> {
    if (this.follower.journal.growth.since_checkpoint_bytes === 0) return;
    const small = this.state.dirty.size * DELTA_ITEMS_SHARE < this.state.items.size;
    yield* small ? this.deltaOrBase() : this.base();
  }

  /** The same while there is work: only when the journal has grown. */
  *checkpointGrown(): Generator<void, void> {
    const { journal } = this.follower;
    if (journal.growth.since_checkpoint_bytes >= CHECKPOINT_AFTER_BYTES) yield* this.deltaOrBase();
  }

  /** One that always gives way to a stage would never come to its end in a busy workspace. */
  get isCheckpointOverdue(): boolean {
    return this.follower.journal.growth.since_checkpoint_bytes >= OVERDUE_AFTER_BYTES;
  }

  private deltaOrBase(): Generator<void, void> {
    const { journal, deltas } = this.follower;
    const grown = journal.growth.since_base_bytes >= BASE_AFTER_BYTES;
    return deltas === null || deltas >= DELTAS_MAX || grown ? this.base() : this.delta(deltas);
  }

  private *base(): Generator<void, void> {
    this.render();
    this.requireEffects();
    yield* this.follower.journal.checkpointSteps('base', baseTexts(this.state));
    this.checkpointed(0);
  }

  private *delta(deltas: number): Generator<void, void> {
    this.render();
    this.requireEffects();
    yield* this.follower.journal.checkpointSteps('delta', deltaTexts(this.state));
    this.checkpointed(deltas + 1);
  }

  private checkpointed(deltas: number): void {
    this.follower.deltas = deltas;
    this.hold.anchoring.checkpointed(this.follower);
    clearDirty(this.state);
    this.renderer.rotate(this.state);
  }

  /** Storage lets go of files: what is anchored of them goes with them. */
  collecting<T>(work: () => T): T {
    return this.hold.anchoring.collect(this.follower, work);
  }

  private append(record: JournalRecord): void {
    const { follower, hold } = this;
    const { anchoring } = hold;
    anchoring.blobs(follower);
    const before = follower.journal.position;
    try {
      const body = follower.journal.append(record);
      hold.requireLock();
      anchoring.appended(before, follower, body);
    } catch (error) {
      if (!isMillraceError(error) || error.code !== 'journal_replaced') throw error;
      hold.requireLock();
      this.goOn(record);
    }
    follower.remember(record);
  }

  /**
   * Somebody deleted the journal while we held it open: it comes back from its anchor, or is made anew
   * from memory, which holds the pending decision already. What happened is recorded.
   */
  private goOn(record: JournalRecord): void {
    const { follower } = this;
    if (this.hold.anchoring.resume(follower, record)) {
      this.loss = restoredNote(record.n);
      return;
    }
    this.state.seq = follower.journal.position.seq;
    rebuildFromMemory(follower);
    this.hold.anchoring.take(follower);
    this.commit(rebuiltNote(this.state.seq));
  }
}

function isDiskError(thrown: unknown): thrown is Error {
  if (thrown instanceof DiskFault) return true;
  return isMillraceError(thrown) && DISK_CODES.includes(thrown.code);
}
