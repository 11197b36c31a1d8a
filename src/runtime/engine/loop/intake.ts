import { relative } from 'node:path';
import type { LoopEvent } from '../../api/index.ts';
import { noteChange } from '../../kernel/index.ts';
import { IDEAS } from '../ideas/files.ts';
import { takesIdeas } from '../ideas/inbox.ts';
import type { Owner } from '../owner/owner.ts';
import { planForWork } from '../plan/adopt.ts';
import type { TickParts } from '../tick/parts.ts';
import { Inboxes } from './inboxes.ts';

/**
 * What people put down while a loop runs: its ideas are taken, its folders are watched as the config
 * says. A watch that fails is said once, and what it would have told of is found by looking.
 */
export class LoopIntake {
  readonly inboxes: Inboxes;
  private stopFollowing: (() => void) | null = null;
  /** Folder -> why the system does not watch it, until that was said. */
  private readonly failures = new Map<string, string>();
  private readonly said = new Set<string>();

  constructor(
    private readonly parts: TickParts,
    mailbox: string,
    private readonly hint: () => void,
  ) {
    const { ports, session, ideas, watchers } = parts;
    this.inboxes = new Inboxes(ports.disk, session.layout, mailbox, ideas, watchers);
  }

  /** Takes what lies in the ideas inbox, and follows it from now on. */
  async look(owner: Owner): Promise<void> {
    const { ideas, ports, watchers } = this.parts;
    const settings = watchers.now();
    this.follow(takesIdeas(settings));
    if (!takesIdeas(settings)) return;
    const plan = owner.follower.index?.plan ?? ports.plans.candidate().plan;
    await ideas.look(owner.state, plan, settings.debounce_ms);
    ideas.take(owner, () => planForWork(this.parts, owner, settings.debounce_ms).index);
  }

  /** How soon something is looked at that was not complete yet; null = nothing is. */
  soon_ms(owner: Owner): number | null {
    const { folders, ideas, watchers } = this.parts;
    const isOpen = this.inboxes.queues(owner).some((queue) => !folders.has(queue));
    return ideas.waits || isOpen ? watchers.now().debounce_ms : null;
  }

  /** Hints of all that is watched, until the returned function is called. */
  watch(owner: Owner): () => void {
    return this.parts.ports.wake.watch(this.inboxes.watched(owner), this.hint, this.failed);
  }

  /** Records what cannot be watched, each once. */
  sayFailures(owner: Owner, tell: (event: LoopEvent) => void): void {
    for (const [folder, why] of this.failures) {
      this.failures.delete(folder);
      if (this.said.has(folder)) continue;
      this.said.add(folder);
      const path = relative(this.parts.session.layout.root, folder);
      const note = noteChange('watcher_failed', { path, why });
      owner.commit({ changes: [note], cause: { input: 'folder', rule: 'watch' } });
      tell({ kind: 'unwatched', path, why });
    }
  }

  end(): void {
    this.follow(false);
  }

  private follow(isWanted: boolean): void {
    if (!isWanted) {
      this.stopFollowing?.();
      this.stopFollowing = null;
    } else {
      const { ports, session } = this.parts;
      const folder = `${session.layout.root}/${IDEAS}`;
      this.stopFollowing ??= ports.wake.follow(folder, this.hint, this.failed);
    }
  }

  private readonly failed = (path: string, why: string): void => {
    this.failures.set(path, why);
    if (!this.said.has(path)) this.hint();
  };
}
