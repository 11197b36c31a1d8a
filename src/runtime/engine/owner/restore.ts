import {
  dropNotice,
  endOfJournal,
  type Loss,
  lossOf,
  type RestoreNotice,
  readNotice,
  restoreState,
} from '../../anchor/index.ts';
import type { RuntimeOptions } from '../../api/index.ts';
import { isMillraceError, MillraceError } from '../../errors/errors.ts';
import { Journal } from '../../journal/index.ts';
import { noteChange } from '../../kernel/index.ts';
import { explaining } from '../../ports/index.ts';
import {
  type Layout,
  layoutOf,
  requireInitialized,
  requireOwnFolders,
} from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { liveStages, lossText } from '../views/loss.ts';
import { Follower } from '../workspace/follower.ts';
import type { Owner } from './owner.ts';
import type { ForeignAttempts } from './recovery.ts';

/** State that was deleted from the tree comes back from its anchor, and the journal says what happened. */
export class Restore {
  /** Attempts that ran while it was deleted. */
  readonly deleters = new Set<string>();
  private anchored: Follower | null = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
    private readonly notes: string[],
  ) {}

  get loss(): Loss | null {
    return lossOf(this.ports, this.ports.state_home, this.layout);
  }

  /** The last record that is anchored. */
  end({ outside }: Loss): number {
    return endOfJournal(this.ports, outside.journal)?.seq ?? 0;
  }

  /** State as it is anchored, for reading. */
  follower({ outside: { journal, blobs } }: Loss): Follower {
    this.anchored ??= new Follower(this.ports, { ...this.layout, journal, blobs });
    this.anchored.catchUp();
    return this.anchored;
  }

  /** Only under the lock. */
  run(loss: Loss): void {
    this.close();
    explaining('Restoring the state of the workspace', () =>
      restoreState(this.ports, this.layout, loss),
    );
  }

  /** What a restored journal says of itself until `record` has recorded it. */
  notice(): RestoreNotice | null {
    return readNotice(this.ports.disk, this.layout);
  }

  record(owner: Owner, { deleted_ms }: RestoreNotice, foreign: ForeignAttempts): void {
    const deleted_at = new Date(Math.min(deleted_ms, this.ports.clock.now())).toISOString();
    const live = liveStages(owner.state);
    for (const { attempt } of live) {
      this.deleters.add(attempt);
      foreign.own(attempt);
    }
    const attempts = live.map(({ attempt }) => attempt).join(' ');
    owner.commit({
      changes: [noteChange('state_restored', { deleted_at, attempts })],
      cause: { input: 'rebuild', rule: 'from_anchor' },
    });
    dropNotice(this.ports.disk, this.layout);
    this.notes.push(
      `${lossText(deleted_at, live)}. Restored up to record ${owner.state.seq - 1}; config and ` +
        'assets are left as they are.',
    );
  }

  /** Config and assets may be gone as well; whoever hears of that hears why. */
  explaining(look: () => void): void {
    try {
      look();
    } catch (error) {
      const notice = this.notice();
      if (notice === null || !isMillraceError(error)) throw error;
      const { state } = new Follower(this.ports, this.layout);
      const deleted_at = new Date(notice.deleted_ms).toISOString();
      const told = lossText(deleted_at, liveStages(state));
      const what = `${told}. Its journal was restored; ${error.facts.what}`;
      throw new MillraceError(error.code, { ...error.facts, what });
    }
  }

  close(): void {
    this.anchored?.close();
    this.anchored = null;
  }
}

/**
 * Throws `workspace_not_initialized`, unless what is missing is state that can be restored. `clears`: what
 * the journal says is enough, whatever is wrong with config and assets.
 */
export function layoutToOpen(
  ports: EnginePorts,
  { root, clears = false }: Pick<RuntimeOptions, 'root' | 'clears'>,
): Layout {
  const layout = layoutOf(root);
  const restore = new Restore(ports, layout, []);
  if (restore.loss !== null) return layout;
  if (clears && Journal.exists(ports.disk, layout.journal)) requireOwnFolders(ports.disk, layout);
  else restore.explaining(() => requireInitialized(ports.disk, root));
  return layout;
}
