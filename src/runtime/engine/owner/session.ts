import type { Loss } from '../../anchor/index.ts';
import type { JournalChoice } from '../../api/index.ts';
import { isMillraceError, type MillraceError } from '../../errors/errors.ts';
import { Journal } from '../../journal/index.ts';
import { DiskFault, type HeldLock } from '../../ports/index.ts';
import type { Renderer } from '../../render/index.ts';
import { type Layout, requireInitialized } from '../../workspace/index.ts';
import { Outbox } from '../notify/outbox.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { Follower } from '../workspace/follower.ts';
import { type Claimant, type LockAttempt, releaseLock, workspaceOwned } from '../workspace/lock.ts';
import { Anchoring } from './anchoring.ts';
import { hasRoom, recordFullDisk } from './full-disk.ts';
import { asMillraceError, type Done, endOf, LOOP_GONE, type OwnedWork } from './owned-work.ts';
import { Owner } from './owner.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { ensureJournal, rebuiltNote } from './rebuild.ts';
import { beginJournal, ForeignAttempts, type OpenedJournal, recoveryWords } from './recovery.ts';
import { journalGone, lockGone, stateGone } from './refusals.ts';
import { rendererFor } from './renderer-for.ts';
import { Restore } from './restore.ts';
import { Whose } from './whose.ts';

/**
 * A process's hold on a workspace: it follows all the time and owns for the length of a piece of
 * work. State stays in memory between calls; what others committed meanwhile is read when the lock
 * is taken again.
 */
export class OwnerSession {
  private follower: Follower | null = null;
  private renderer: Renderer | null = null;
  private working: Promise<unknown> = Promise.resolve();
  /** What opening found and did, in words, until someone reports it. */
  readonly recoveryNotes: string[] = [];
  readonly foreign = new ForeignAttempts();
  readonly outbox: Outbox;
  readonly anchoring: Anchoring;
  /** How often this process became the owner. */
  ownerships = 0;
  private readonly whose: Whose;
  private readonly restore: Restore;
  private lock: HeldLock | null = null;
  /** Which journal goes on, for the next time that this process becomes the owner. */
  choice: JournalChoice | null = null;
  /** Epoch of the journal whose files the renderer knows: another workspace may have taken its place. */
  private rendered = '';

  constructor(
    private readonly ports: EnginePorts,
    readonly layout: Layout,
    private readonly actor: string,
  ) {
    this.outbox = new Outbox(ports, layout);
    this.whose = new Whose(ports, layout, this.recoveryNotes);
    this.anchoring = new Anchoring(ports, layout, this.recoveryNotes);
    this.restore = new Restore(ports, layout, this.recoveryNotes);
  }

  /** As it was when this process last became the owner; it outlives the folder. */
  get workspaceId(): string {
    return this.whose.workspaceId;
  }

  /** State that is gone from the tree and can be restored; null while all of it is there. */
  get loss(): Loss | null {
    return this.restore.loss;
  }

  /** The journal or the lock went away, or all state did, which may fail any call of the disk. */
  isLost({ code }: MillraceError): boolean {
    return code === 'journal_replaced' || this.loss !== null;
  }

  /** Attempts that ran while the state of their runtime was deleted. */
  get deleters(): ReadonlySet<string> {
    return this.restore.deleters;
  }

  /** State as of now, for reading. What is gone from the tree is read where it is anchored. */
  follow(): Follower {
    const { loss } = this;
    if (loss === null) this.requireWorkspace();
    else if (this.follower === null && loss.journal) return this.restore.follower(loss);
    if (this.follower !== null) {
      this.follower.catchUp();
      return this.follower;
    }
    if (!Journal.exists(this.ports.disk, this.layout.journal)) throw journalGone();
    this.follower = new Follower(this.ports, this.layout);
    return this.follower;
  }

  /** Runs a piece of work as the owner; pieces of one process wait for each other. */
  async own<T>(work: (owner: Owner) => T | Promise<T>): Promise<T> {
    const done = await this.ownUnlessLoop(work);
    if (done.kind === 'loop') throw workspaceOwned(done.holder);
    return done.value;
  }

  /** The same, but tells when an owner that stays has the workspace. */
  ownUnlessLoop<T>(work: (owner: Owner) => T | Promise<T>): Promise<OwnedWork<T>> {
    return this.underLock(this.claimant(), async () => {
      const owner = this.begin();
      if (owner.state.loop !== null) owner.apply(LOOP_GONE);
      const value = await work(owner);
      return { value, note: endOf(owner, this) };
    });
  }

  private claimant(): Claimant {
    const { pid, start } = this.ports.identity;
    return { actor: this.actor, session: `${pid}-${start}`, stays: false };
  }

  /**
   * Holds the lock as an owner that stays; others talk to it through the mailbox. The work begins
   * and finishes by itself, and begins anew after a failure.
   */
  async stay(session: string, work: () => Promise<void>): Promise<void> {
    const claimant = { actor: this.actor, session, stays: true };
    const done = await this.underLock(claimant, async () => {
      await work();
      return { value: undefined, note: null };
    });
    if (done.kind === 'loop') throw workspaceOwned(done.holder);
  }

  close(): void {
    this.follower?.close();
    this.anchoring.close();
    this.restore.close();
    this.follower = null;
    this.closeRenderer();
  }

  private closeRenderer(): void {
    this.renderer?.close();
    this.renderer = null;
  }

  /**
   * What failed half way may have left memory ahead of the journal: the next call reads it afresh.
   * A journal that is gone cannot be read. Memory is all there is then, unless it holds a decision
   * whose record was never written. Only under the lock.
   */
  discard(thrown: unknown): void {
    if (this.follower?.pending === null && this.isJournalGone()) {
      this.closeRenderer();
      return;
    }
    this.close();
    const error = asMillraceError(thrown);
    const full = isMillraceError(error) && error.code === 'disk_full';
    if (full && !hasRoom(this.ports.disk, this.layout)) this.pause();
  }

  /** So that every process can tell why nothing is dispatched. The caller has the error already. */
  private pause(): void {
    try {
      recordFullDisk(this.follow(), new Date(this.ports.clock.now()).toISOString(), this.actor);
    } catch (error) {
      if (!isMillraceError(asMillraceError(error))) throw error;
    } finally {
      this.close();
    }
  }

  private isJournalGone(): boolean {
    try {
      return !Journal.exists(this.ports.disk, this.layout.journal);
    } catch {
      return false;
    }
  }

  private underLock<T>(who: Claimant, work: () => Promise<Done<T>>): Promise<OwnedWork<T>> {
    const turn = this.working.then(() => this.locked(who, work));
    this.working = turn.catch(() => undefined);
    return turn;
  }

  private async locked<T>(who: Claimant, work: () => Promise<Done<T>>): Promise<OwnedWork<T>> {
    if (this.loss === null) this.requireWorkspace();
    const taken = await this.take(who);
    if (taken.kind === 'loop') return taken;
    this.lock = taken.lock;
    try {
      this.restoreLoss();
      return { kind: 'done', ...(await work()) };
    } catch (error) {
      this.discard(error);
      throw this.asRefusal(error);
    } finally {
      this.lock = null;
      releaseLock(taken.lock);
    }
  }

  private async take(who: Claimant): Promise<LockAttempt> {
    try {
      return await takeOwnerLock(this.ports, this.layout, this.whose.outside(), who);
    } catch (error) {
      throw this.asRefusal(error);
    }
  }

  /** What the disk refused while all state was being deleted is told as that. */
  private asRefusal(error: unknown): unknown {
    const isGone = error instanceof DiskFault && this.loss !== null;
    return isGone ? stateGone(error) : asMillraceError(error);
  }

  /** Throws when the locked file is gone from its path: somebody else may be the owner by now. */
  requireLock(): void {
    if (this.lock !== null && !this.lock.isInPlace()) throw lockGone();
  }

  /** Memory is worth more than an anchor that could not be kept up. Only under the lock. */
  private restoreLoss(): void {
    const { loss, follower } = this;
    if (loss === null) return;
    const isOlder = follower !== null && this.restore.end(loss) < follower.state.seq;
    if (!isOlder) this.close();
    this.restore.run(isOlder ? { ...loss, journal: false } : loss);
  }

  /** For `init`, which adds what else is missing afterwards. */
  async restoreState(): Promise<void> {
    await this.underLock(this.claimant(), async () => ({ value: undefined, note: null }));
  }

  /** Under a process that lives on, the workspace may be removed, or that of another program be put back. */
  private requireWorkspace(): void {
    const { disk } = this.ports;
    const { manifest, families, root } = this.layout;
    if ([manifest, families].some((path) => disk.stat(path) === null))
      requireInitialized(disk, root);
  }

  /** Only under the lock. */
  begin(): Owner {
    this.ownerships += 1;
    this.restore.explaining(() => this.requireWorkspace());
    this.whose.identify();
    const made = ensureJournal(this.ports, this.layout, this.follower, this.recoveryNotes);
    const { follower, recovery, isReplaced } = this.openJournal();
    const notice = this.restore.notice();
    if (made === null && notice === null && !isReplaced)
      this.recoveryNotes.push(...recoveryWords(recovery));
    if (this.rendered !== follower.state.epoch) this.closeRenderer();
    this.rendered = follower.state.epoch;
    this.renderer ??= rendererFor(this.ports, this.layout, follower);
    const { index } = follower;
    // After a power loss any rendered file may be gone or half there; only the journal was synced.
    const isStale = recovery.rebooted || isReplaced || notice !== null;
    if (index !== null && isStale) this.renderer.rebuild(follower.state, index);
    else if (index !== null) this.renderer.open(follower.state, index);
    const owner = new Owner(this.ports, follower, this.renderer, this.actor, this);
    this.outbox.prepare(follower);
    this.anchoring.record(owner);
    // What a copy records first is not for the anchor of the original.
    const { isCopy } = this.whose;
    if (!isCopy) this.anchoring.take(follower);
    this.whose.record(owner);
    this.anchoring.open(this.workspaceId);
    if (isCopy) this.anchoring.take(follower);
    if (notice !== null) this.restore.record(owner, notice, this.foreign);
    if (made === 'from memory') owner.commit(rebuiltNote(follower.state.seq));
    return owner;
  }

  /** The journal, open for writing, once it is known to go on after all that was ever synced of it. */
  private openJournal(): OpenedJournal {
    const follower = this.follow();
    const recovery = beginJournal(follower);
    if (this.whose.isCopy) return { follower, recovery, isReplaced: false };
    this.anchoring.open(this.workspaceId);
    const { choice } = this;
    this.choice = null;
    if (this.anchoring.settle(follower.journal, choice) === 'goes on')
      return { follower, recovery, isReplaced: false };
    follower.reopen();
    this.closeRenderer();
    return { follower, recovery: beginJournal(follower), isReplaced: true };
  }
}
