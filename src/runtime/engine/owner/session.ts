import { isMillraceError, MillraceError } from '../../errors/errors.ts';
import { Journal } from '../../journal/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { explained } from '../../ports/index.ts';
import { Renderer } from '../../render/index.ts';
import {
  ensureWorkspaceId,
  type Layout,
  PLACES,
  requireInitialized,
} from '../../workspace/index.ts';
import { Outbox } from '../notify/outbox.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { Follower } from '../workspace/follower.ts';
import {
  type Claimant,
  type Holder,
  releaseLock,
  takeLock,
  workspaceOwned,
} from '../workspace/lock.ts';
import { hasRoom, recordFullDisk } from './full-disk.ts';
import { Owner } from './owner.ts';
import { createJournal, rebuildFromMemory, rebuiltNote } from './rebuild.ts';
import { ForeignAttempts, recoveryWords } from './recovery.ts';

const JOURNAL = workspacePath(PLACES.journal);

export type OwnedWork<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** An owner that stays has the workspace. */
  | { readonly kind: 'loop'; readonly holder: Holder };

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
  /** How often this process became the owner. */
  ownerships = 0;
  private id: string | null = null;

  constructor(
    private readonly ports: EnginePorts,
    readonly layout: Layout,
    private readonly actor: string,
  ) {
    this.outbox = new Outbox(ports, layout);
  }

  /** As it was when this process last became the owner; it outlives the folder. */
  get workspaceId(): string {
    if (this.id === null) throw new Error('the id of a workspace is for its owner');
    return this.id;
  }

  /** State as of now, for reading. */
  follow(): Follower {
    this.requireWorkspace();
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
    const { pid, start } = this.ports.identity;
    const claimant = { actor: this.actor, session: `${pid}-${start}`, stays: false };
    return this.underLock(claimant, async () => {
      const owner = this.begin();
      const result = await work(owner);
      this.finish(owner);
      return result;
    });
  }

  /**
   * Holds the lock as an owner that stays; others talk to it through the mailbox. The work begins
   * and finishes by itself, and begins anew after a failure.
   */
  async stay(session: string, work: () => Promise<void>): Promise<void> {
    const claimant = { actor: this.actor, session, stays: true };
    const done = await this.underLock(claimant, work);
    if (done.kind === 'loop') throw workspaceOwned(done.holder);
  }

  close(): void {
    this.follower?.close();
    this.renderer?.close();
    this.follower = null;
    this.renderer = null;
  }

  /**
   * What failed half way may have left memory ahead of the journal: the next call reads it afresh.
   * A journal that is gone cannot be read. Memory is all there is then, unless it holds a decision
   * whose record was never written. Only under the lock.
   */
  discard(thrown: unknown): void {
    if (this.follower?.pending === null && this.isJournalGone()) {
      this.renderer?.close();
      this.renderer = null;
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

  private underLock<T>(who: Claimant, work: () => Promise<T>): Promise<OwnedWork<T>> {
    const turn = this.working.then(() => this.locked(who, work));
    this.working = turn.catch(() => undefined);
    return turn;
  }

  private async locked<T>(who: Claimant, work: () => Promise<T>): Promise<OwnedWork<T>> {
    this.requireWorkspace();
    const taken = await takeLock(this.ports, this.layout.lock, who).catch((error) => {
      throw asMillraceError(error);
    });
    if (taken.kind === 'loop') return taken;
    try {
      return { kind: 'done', value: await work() };
    } catch (error) {
      this.discard(error);
      throw asMillraceError(error);
    } finally {
      releaseLock(taken.lock);
    }
  }

  /** Somebody may remove the whole workspace under a process that lives on. */
  private requireWorkspace(): void {
    const { disk } = this.ports;
    if (disk.stat(this.layout.manifest) === null) requireInitialized(disk, this.layout.root);
  }

  /** Only under the lock. */
  begin(): Owner {
    this.ownerships += 1;
    this.id = ensureWorkspaceId(this.ports, this.layout);
    const made = this.ensureJournal();
    const follower = this.follow();
    let recovery = follower.journal.begin(follower.take);
    if (recovery === 'reopen') {
      follower.reopen();
      recovery = follower.journal.begin(follower.take);
    }
    if (recovery === 'reopen') throw unreadable();
    if (made === null) this.recoveryNotes.push(...recoveryWords(recovery));
    this.renderer ??= rendererFor(this.ports, this.layout, follower);
    const { index } = follower;
    // After a power loss any rendered file may be gone or half there; only the journal was synced.
    if (index !== null && recovery.rebooted) this.renderer.rebuild(follower.state, index);
    else if (index !== null) this.renderer.open(follower.state, index);
    const owner = new Owner(this.ports, follower, this.renderer, this.actor, this.id);
    this.outbox.prepare(follower);
    if (made === 'from memory') owner.commit(rebuiltNote(follower.state.seq));
    return owner;
  }

  /** Everything is recorded and rendered, and the journal says that nobody was cut off. */
  finish(owner: Owner): void {
    owner.flush();
    owner.render();
    for (const _ of owner.checkpointGrown());
    owner.follower.journal.end();
  }

  /**
   * A journal that is gone comes back from this process's memory, or from the documents in the
   * folders. Null when it was there.
   */
  private ensureJournal(): 'from memory' | 'from folders' | null {
    if (Journal.exists(this.ports.disk, this.layout.journal)) return null;
    if (this.follower !== null) {
      rebuildFromMemory(this.follower);
      this.recoveryNotes.push(
        'The journal was gone; it was rebuilt from memory. Older history is lost.',
      );
      return 'from memory';
    }
    const found = createJournal(this.ports, this.layout);
    if (found > 0) {
      const taken = found === 1 ? '1 document was' : `${found} documents were`;
      this.recoveryNotes.push(
        `The journal was gone; ${taken} taken in from their folders. Runs and counters are lost.`,
      );
    }
    return 'from folders';
  }
}

/** What went wrong, as an error of the closed set where it is one of the disk. */
export function asMillraceError(thrown: unknown): unknown {
  return explained('A disk call', thrown);
}

function rendererFor(ports: EnginePorts, layout: Layout, follower: Follower): Renderer {
  return new Renderer(ports, layout.runtime, {
    documentBytes: (key) => encoder.encode(follower.document(key).text ?? ''),
    recordedBytes: (recorded) => encoder.encode(follower.text(recorded)),
    record: (seq) => follower.recordOrNull(seq),
  });
}

const encoder = new TextEncoder();

function journalGone(): MillraceError {
  return new MillraceError('journal_damaged', {
    what: 'The journal of this workspace is gone',
    expected: `${JOURNAL}, which init makes`,
    next: 'call run_once: it takes the documents in again from their folders and goes on',
  });
}

function unreadable(): MillraceError {
  return new MillraceError('journal_damaged', {
    what: 'The journal changed while it was being opened, twice',
    expected: `one writer at a time, and no other program in ${JOURNAL}`,
    next: 'find out what else writes there, stop it, and call again',
  });
}
