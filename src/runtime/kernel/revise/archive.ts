import { moveChange } from '../changes/build.ts';
import type { Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import type { Item, State, Unreadable } from '../state/state.ts';
import { waitersOf } from './dependencies.ts';
import { shortened } from './lines.ts';
import { type Revision, refused, revised } from './revision.ts';
import { idleItem } from './subject.ts';

/**
 * Puts away what nobody is going to mend: queued or blocked work, whether or not it lies in a lineage, or
 * a document in a queue that cannot be read, by its path.
 */
export function archive(
  state: State,
  { work, reason }: { readonly work: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  const file = unreadableNamed(state, work);
  if (file !== null) return archiveFile(file, reason, speaker);
  const found = idleItem(state, work);
  if (!found.ok) return found;
  const { item } = found;
  const { root } = item;
  const isWhole = root !== null && root === item.id && (state.lineages.get(root)?.open ?? 0) > 1;
  if (isWhole || state.targets.has(item.id)) return hasWork(item);
  return archiveItem(state, item, reason, speaker);
}

function archiveItem(state: State, item: Item, reason: string, speaker: Speaker): Revision {
  const { key, root } = item;
  const detail = `${key} is put away, undone`;
  const waiting = waitersOf(state, item).map(
    (one) => `${one.key} waits for ${key} and cannot go on: archive it as well, or retarget it`,
  );
  const lines = [`${key}: ${item.state} -> withdrawn`, ...waiting];
  return revised('archive', detail, shortened(lines), [
    interventionChange({
      action: 'archive',
      root,
      key,
      other: null,
      reason,
      text: `${detail}, because: ${reason}`,
      ...speaker,
    }),
    moveChange(key, 'withdrawn', 'archived'),
  ]);
}

function hasWork({ key, id }: Item): Revision {
  const next = `call withdraw with ${id}, which ends all of it`;
  return refused(
    `${key} is the root of a lineage that has begun`,
    'work that is a part of one',
    next,
  );
}

function archiveFile({ path, root }: Unreadable, reason: string, speaker: Speaker): Revision {
  const detail = `${path} is put away unread`;
  const line = `${path} is moved out of its queue; its text stays in the journal`;
  return revised(
    'archive',
    detail,
    [line],
    [
      interventionChange({
        action: 'archive',
        root,
        key: null,
        other: path,
        reason,
        text: `${detail}, because: ${reason}`,
        ...speaker,
      }),
    ],
  );
}

/** By its path, below the workspace or below the runtime folder. */
function unreadableNamed(state: State, name: string): Unreadable | null {
  for (const one of state.unreadable.values()) {
    if (one.archived !== true && (name === one.path || name.endsWith(`/${one.path}`))) return one;
  }
  return null;
}
