import type { Disk } from '../../ports/index.ts';
import { familyFolders, type Layout } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';

/** Where something may come in while a loop is idle: commands, documents, the config. */
export class Inboxes {
  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
    private readonly mailbox: string,
  ) {}

  /** All of them, and the journal, which somebody may take away. */
  paths(owner: Owner): string[] {
    return [this.layout.journal, ...this.inboxes(owner)];
  }

  queues(owner: Owner): string[] {
    const families = Object.values(owner.follower.index?.plan.families ?? {});
    return families.map((family) => familyFolders(this.layout, family).queue);
  }

  /** Changes when something came in, or the journal went away. */
  fingerprint(owner: Owner): string {
    return this.times(this.paths(owner));
  }

  /** The same without the journal, which its owner writes to. */
  arrivals(owner: Owner): string {
    return this.times(this.inboxes(owner));
  }

  private inboxes(owner: Owner): string[] {
    return [this.mailbox, this.layout.config, ...this.queues(owner)];
  }

  private times(paths: readonly string[]): string {
    return paths.map((path) => this.disk.stat(path)?.mtime_ms ?? 0).join(' ');
  }
}
