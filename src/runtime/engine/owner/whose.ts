import {
  judgePlace,
  lookForPlace,
  lossOf,
  type Outside,
  outsideOf,
  placeOf,
  rememberPlace,
} from '../../anchor/index.ts';
import { type Decision, newEpoch, noteChange } from '../../kernel/index.ts';
import { DiskFault } from '../../ports/index.ts';
import {
  ensureWorkspaceId,
  type Layout,
  readWorkspaceId,
  replaceWorkspaceId,
} from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Owner } from './owner.ts';
import { nameOutside } from './owner-lock.ts';

const EPOCH_LENGTH = 16;

/** What becomes known of a workspace when its place is judged, and has to be recorded. */
type News = { readonly kind: 'moved' | 'copied'; readonly from: string } | null;

/**
 * Whose a workspace is: its id, where it was last seen, and whether it is a copy, which gets an id and
 * an epoch of its own before anything is dispatched. Only under the lock.
 */
export class Whose {
  private id: string | null = null;
  /** The id whose place this process has judged. */
  private judged: string | null = null;
  private news: News = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
    private readonly notes: string[],
  ) {}

  /** As it was when this process last became the owner; it outlives the folder. */
  get workspaceId(): string {
    if (this.id === null) throw new Error('the id of a workspace is for its owner');
    return this.id;
  }

  /** Nothing of it may reach what lies outside until it is recorded that it is one. */
  get isCopy(): boolean {
    return this.news?.kind === 'copied';
  }

  /** Where its lock has a second name; null where it is not known yet whose it is. */
  outside(): Outside | null {
    const { ports, layout } = this;
    const { state_home } = ports;
    if (state_home === null) return null;
    const id = readWorkspaceId(ports.disk, layout);
    if (id === null) return lossOf(ports, state_home, layout)?.outside ?? null;
    if (this.judged !== id) {
      const { kind } = lookForPlace(ports, state_home, layout, id);
      if (kind === 'copied') return null;
    }
    return outsideOf(state_home, id);
  }

  /** Judges the place once for each process. A user without such a folder has no places. */
  identify(): void {
    const { ports, layout } = this;
    const { state_home } = ports;
    this.id = ensureWorkspaceId(ports, layout);
    if (this.judged === this.id || state_home === null) return;
    try {
      const found = judgePlace(ports, state_home, layout, this.id);
      if (found.kind === 'moved' || found.kind === 'copied') this.news = found;
      if (found.kind !== 'copied') this.remember(state_home);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    }
    this.judged = this.id;
  }

  /** Records what was found. A copy has its epoch before its id: cut short, it is one again. */
  record(owner: Owner): void {
    const { news, ports, layout } = this;
    if (news === null) return;
    const { from, kind } = news;
    if (kind === 'moved') {
      owner.commit(movedHere(from));
      this.notes.push(`The workspace was moved here from ${from}.`);
    } else {
      const epoch = ports.ids.hex(EPOCH_LENGTH);
      const copied = {
        epoch,
        attempts: 'foreign',
        rule: 'workspace_copied',
        data: { from },
      } as const;
      owner.commit(newEpoch(owner.state, copied));
      this.id = replaceWorkspaceId(ports, layout);
      this.judged = this.id;
      if (ports.state_home !== null) this.tryRemember(ports.state_home);
      this.notes.push(
        `This workspace is a copy of ${from}: it has an id of its own from now on, and stages that ` +
          'run in the original are left to it.',
      );
    }
    this.news = null;
  }

  private tryRemember(home: string): void {
    try {
      this.remember(home);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    }
  }

  private remember(home: string): void {
    const { ports, layout, workspaceId } = this;
    rememberPlace(ports, home, workspaceId, placeOf(ports, layout));
    nameOutside(ports, layout, outsideOf(home, workspaceId));
  }
}

function movedHere(from: string): Decision {
  const rule = 'workspace_moved';
  return { changes: [noteChange(rule, { from })], cause: { input: 'workspace', rule } };
}
