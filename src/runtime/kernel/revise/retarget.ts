import type { Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { Item, State } from '../state/state.ts';
import { chainTo, redirected } from './dependencies.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { idleItem } from './subject.ts';

export interface Retargeting {
  readonly work: string;
  /** Work that it waits for now. */
  readonly from: string;
  /** Work that it is to wait for; null = for nothing instead. */
  readonly to: string | null;
  readonly reason: string;
}

/** Has an item wait for other work than it does; what would wait for itself is refused. */
export function retarget(
  facts: DecisionContext,
  state: State,
  { work, from, to, reason }: Retargeting,
  speaker: Speaker,
): Revision {
  const found = idleItem(state, work);
  if (!found.ok) return found;
  const { item } = found;
  const before = idIn(item, from);
  if (!item.deps.includes(before)) return notWaiting(item, before);
  const after = to === null ? null : idIn(item, to);
  const problem = after === null ? null : unfit(state, item, before, after);
  if (problem !== null) return problem;
  const made = redirected(facts, item, before, after, speaker.actor);
  if (!made.ok) return made;
  const now = after === null ? 'nothing' : keyOf(item.family, after);
  const line = `${item.key} waits for ${now} instead of ${keyOf(item.family, before)}`;
  return revised(
    'retarget',
    line,
    [line],
    [
      interventionChange({
        action: 'retarget',
        root: item.root,
        key: item.key,
        other: after === null ? null : keyOf(item.family, after),
        reason,
        text: `${line}, because: ${reason}`,
        ...speaker,
      }),
      made.change,
    ],
  );
}

/** Dependencies are ids of the same family. */
function idIn({ family }: Item, name: string): string {
  return name.startsWith(`${family}/`) ? name.slice(family.length + 1) : name;
}

function notWaiting({ key, deps }: Item, from: string): Refused {
  const all = deps.length === 0 ? 'it waits for nothing' : `it waits for ${deps.join(', ')}`;
  return refused(`${key} does not wait for ${from}`, all, 'name one of those as from');
}

function unfit(state: State, item: Item, from: string, to: string): Refused | null {
  const key = keyOf(item.family, to);
  const other = state.items.get(key);
  if (other === undefined || other.state === 'withdrawn') {
    const what = other === undefined ? `There is no ${key}` : `${key} was withdrawn`;
    const next = 'name other work as to, or leave it out to have it wait for nothing instead';
    return refused(what, `work of the kind ${item.family} that is open or done`, next);
  }
  if (to === from || item.deps.includes(to)) {
    return refused(
      `${item.key} waits for ${key} already`,
      'other work',
      'leave to out to drop the one',
    );
  }
  const chain = chainTo(state, other, item);
  return chain === null ? null : circle(item, chain);
}

export function circle({ key }: Item, chain: readonly string[]): Refused {
  return refused(
    `${key} would wait for itself: ${[key, ...chain].join(' -> ')}`,
    'work that waits for nothing of this',
    'name other work, or retarget what stands between them first',
  );
}
