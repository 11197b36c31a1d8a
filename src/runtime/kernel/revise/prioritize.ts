import { decisionChange } from '../changes/build.ts';
import type { PrioritizeChange, Speaker } from '../changes/changes.ts';
import type { State } from '../state/state.ts';
import { type Revision, refused, revised } from './revision.ts';
import { subjectNamed } from './subject.ts';

/** Puts a queued item before all others of its kind. */
export function prioritize(
  state: State,
  { work, reason }: { readonly work: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root } = found.subject;
  const item =
    found.subject.item ??
    (state.members.get(root) ?? [])
      .flatMap((key) => state.items.get(key) ?? [])
      .find(({ id }) => id === root);
  if (item === undefined || item.state !== 'queue') {
    const what = `${item?.key ?? root} is ${item?.state ?? 'not there'}`;
    return refused(what, 'work that is queued', 'call status to see what waits in the queue');
  }
  const first = state.claimable.get(item.family)?.first();
  if (first === item) {
    return refused(
      `${item.key} is the first of its queue already`,
      'an item behind others',
      'call status',
    );
  }
  const at = Math.min(item.at, first?.at ?? item.at) - 1;
  const change: PrioritizeChange = { k: 'prioritize@1', root, key: item.key, at };
  const [busy] = state.open_targets;
  const after = busy === undefined || busy === root ? '' : `, after ${busy}`;
  const once = item.unmet > 0 ? ', once what it waits for is done' : after;
  const detail = `${item.key} is the next of its kind${once}`;
  const text = `${item.key} comes first, because: ${reason}`;
  return revised(
    'prioritize',
    detail,
    [detail],
    [change, decisionChange({ root, key: item.key, kind: 'priority', text, ...speaker })],
  );
}
