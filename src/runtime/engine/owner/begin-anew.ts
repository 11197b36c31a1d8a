import { archive, type Loss, lastLoss } from '../../anchor/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { DiskFault, explaining } from '../../ports/index.ts';
import { type Layout, layoutOf } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { liveStages, lossText } from '../views/loss.ts';
import { Follower } from '../workspace/follower.ts';
import { holderOf, isFree, workspaceOwned } from '../workspace/lock.ts';
import { OwnerSession } from './session.ts';

/** What `init` does with state that was deleted and is kept outside of the workspace. */
export type InitChoice = 'restore' | 'anew';

/**
 * Before `init` makes anything: state that is gone from the folder comes back, or is put away for good.
 * Where config and assets are gone with it, only the user can say which: throws `state_deleted` then,
 * unless nothing had happened in it, or it was in another folder of this name. Returns what to say.
 */
export async function settleLoss(
  ports: EnginePorts,
  root: string,
  choice: InitChoice | null,
): Promise<string[]> {
  const layout = layoutOf(root);
  const loss = lastLoss(ports, ports.state_home, layout);
  if (loss === null || !loss.journal) return [];
  const story = storyOf(ports, layout, loss);
  const isAll = ports.disk.stat(layout.config) === null;
  if (choice === null && isAll && story !== null && !loss.of_older_folder) throw asked(story);
  if (choice === 'anew' || (choice === null && isAll)) return anewNotes(ports, loss, story);
  await restore(ports, layout);
  return [];
}

/** Null when nothing had ever happened in it. */
function storyOf(ports: EnginePorts, layout: Layout, { outside, deleted_ms }: Loss): string | null {
  const { journal, blobs } = outside;
  const follower = new Follower(ports, { ...layout, journal, blobs });
  const { state } = follower;
  follower.close();
  if (state.items.size === 0 && state.unreadable.size === 0) return null;
  const runs = state.runs.size + state.finished.size;
  const held = `${state.items.size} work items and ${runs} runs, up to record ${state.seq}`;
  const told = lossText(new Date(deleted_ms).toISOString(), liveStages(state));
  return `${told}. A copy outside of the workspace holds ${held}`;
}

function asked(what: string): MillraceError {
  return new MillraceError('state_deleted', {
    what,
    expected: 'a decision whether that state comes back',
    next:
      'ask the user, then call init with state "restore" to go on with it, or "anew" to put it away ' +
      'and begin with nothing (in a terminal: millrace init --state restore)',
  });
}

/** What was put away is never put away without a word. */
function anewNotes(ports: EnginePorts, loss: Loss, story: string | null): string[] {
  const path = beginAnew(ports, loss);
  return story === null || path === null ? [] : [`${story}. It was put away in ${path}`];
}

function beginAnew(ports: EnginePorts, { id, outside }: Loss): string | null {
  const { disk, state_home } = ports;
  if (state_home === null) return null;
  try {
    if (disk.stat(outside.lock) !== null && !isFree(ports, outside.lock)) {
      throw workspaceOwned(holderOf(ports, outside.lock));
    }
    return explaining('Putting the deleted state away', () => archive(disk, state_home, id));
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return null;
  }
}

async function restore(ports: EnginePorts, layout: Layout): Promise<void> {
  const session = new OwnerSession(ports, layout, 'init');
  try {
    await session.restoreState();
  } finally {
    session.close();
  }
}
