import type { Disk } from '../../ports/index.ts';
import { familyFolders, type Layout } from '../../workspace/index.ts';
import { type IdeaInbox, takesIdeas } from '../ideas/inbox.ts';
import type { Owner } from '../owner/owner.ts';
import type { ConfigPart } from '../ports/config-part.ts';
import type { WatcherSettings } from '../ports/engine-ports.ts';

/** Where something may come in while a loop is idle: commands, documents, the config. */
export class Inboxes {
  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
    private readonly mailbox: string,
    private readonly ideas: IdeaInbox,
    private readonly watchers: ConfigPart<WatcherSettings>,
  ) {}

  /** Those of which hints are wanted, and the journal, which somebody may take away. */
  watched(owner: Owner): string[] {
    const { enabled, watch_specs_queue } = this.watchers.now();
    const queues = enabled && watch_specs_queue ? this.queues(owner) : [];
    return [this.layout.journal, this.mailbox, this.layout.config, ...queues];
  }

  queues(owner: Owner): string[] {
    const families = Object.values(owner.follower.index?.plan.families ?? {});
    return families.map((family) => familyFolders(this.layout, family).queue);
  }

  /** Changes when something came in, or the journal went away. */
  fingerprint(owner: Owner): string {
    return `${this.times([this.layout.journal])} ${this.arrivals(owner)}`;
  }

  /** The same without the journal, which its owner writes to. */
  arrivals(owner: Owner): string {
    const ideas = takesIdeas(this.watchers.now()) ? this.ideas.fingerprint() : '';
    return `${this.times(this.inboxes(owner))}\n${ideas}`;
  }

  private inboxes(owner: Owner): string[] {
    return [this.mailbox, this.layout.config, ...this.queues(owner)];
  }

  private times(paths: readonly string[]): string {
    return paths.map((path) => this.disk.stat(path)?.mtime_ms ?? 0).join(' ');
  }
}
