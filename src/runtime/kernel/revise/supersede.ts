import { moveChange } from '../changes/build.ts';
import type { Change, Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import { isOpen } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { servedOnlyBy } from '../proposals/lineage-coverage.ts';
import type { Item, State } from '../state/state.ts';
import { allWaitersOf, chainTo, redirected, waitersOf } from './dependencies.ts';
import { shortened } from './lines.ts';
import { circle } from './retarget.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { idleItem, openOrDone } from './subject.ts';
import { unserved } from './withdraw.ts';

export interface Supersession {
  readonly work: string;
  /** What takes its place. */
  readonly replacement: string;
  /** What waits for it waits for the other one then, or ends as well. */
  readonly cascade: 'retarget' | 'withdraw';
  readonly reason: string;
}

/** Other work takes the place of an item: it ends, and what waits for it is told what it waits for now. */
export function supersede(
  facts: DecisionContext,
  state: State,
  { work, replacement, cascade, reason }: Supersession,
  speaker: Speaker,
): Revision {
  const found = idleItem(state, work);
  if (!found.ok) return found;
  const instead = openOrDone(state, replacement);
  if (!instead.ok) return instead;
  const { item } = found;
  const other = instead.item;
  const problem = unfit(state, item, other) ?? tooMany(state, item);
  if (problem !== null) return problem;
  const followed =
    cascade === 'retarget'
      ? redirect(facts, state, item, other, speaker.actor)
      : ended(state, item, other);
  if (!followed.ok) return followed;
  const detail = `${item.key} is superseded by ${other.key}`;
  const left =
    item.root === null ? [] : unservedBy(facts, state, item.root, [item, ...followed.gone]);
  const lines = [`${item.key}: ${item.state} -> superseded`, ...followed.lines, ...left];
  return revised('supersede', detail, shortened(lines), [
    interventionChange({
      action: 'supersede',
      root: item.root,
      key: item.key,
      other: other.key,
      reason,
      text: `${detail}, because: ${reason}`,
      ...speaker,
    }),
    ...followed.changes,
    moveChange(item.key, 'superseded', `by ${other.key}`),
  ]);
}

/** Documents that one record writes anew, or items that it ends. */
const DEPENDENTS_MAX = 200;

function tooMany(state: State, item: Item): Refused | null {
  const waiting = allWaitersOf(state, item).length;
  if (waiting <= DEPENDENTS_MAX) return null;
  return refused(
    `${waiting} items wait for ${item.key}, directly or not`,
    `at most ${DEPENDENTS_MAX}, which one record can change`,
    `retarget some of them first, or withdraw the whole spec`,
  );
}

interface Followed {
  readonly ok: true;
  readonly changes: readonly Change[];
  readonly lines: readonly string[];
  /** What ends as well. */
  readonly gone: readonly Item[];
}

/** All that waits for it waits for the other one; the other one itself waits for it no more. */
function redirect(
  facts: DecisionContext,
  state: State,
  item: Item,
  other: Item,
  actor: string,
): Followed | Refused {
  const changes: Change[] = [];
  const lines: string[] = [];
  for (const waiter of waitersOf(state, item)) {
    const isOther = waiter.key === other.key;
    const chain = isOther ? null : chainTo(state, other, waiter, item);
    if (chain !== null) return circle(waiter, chain);
    const made = redirected(facts, waiter, item.id, isOther ? null : other.id, actor);
    if (!made.ok) return made;
    changes.push(made.change);
    lines.push(
      isOther ? `${waiter.key} waits for it no more` : `${waiter.key} waits for ${other.key}`,
    );
  }
  return { ok: true, changes, lines, gone: [] };
}

function ended(state: State, item: Item, other: Item): Followed | Refused {
  const gone = allWaitersOf(state, item);
  if (gone.includes(other)) {
    return refused(
      `${other.key} waits for ${item.key} and would end with it`,
      'work that goes on without it',
      `call supersede with cascade "retarget", or retarget ${other.key} first`,
    );
  }
  const changes = gone.map(({ key }) => moveChange(key, 'withdrawn', `${item.key} is superseded`));
  return {
    ok: true,
    changes,
    lines: gone.map(({ key, state: from }) => `${key}: ${from} -> withdrawn`),
    gone,
  };
}

function unfit(state: State, item: Item, other: Item): Refused | null {
  if (item.key === other.key || item.family !== other.family) {
    const expected = `other work of the kind ${item.family}`;
    return refused(
      `${other.key} cannot take the place of ${item.key}`,
      expected,
      'name such work as replacement',
    );
  }
  const isRoot = item.root === item.id;
  if (isRoot && state.targets.has(item.id)) {
    const next = `call withdraw with ${item.id}, and hand over a spec that names it`;
    return refused(`Planning of ${item.key} has begun`, 'work that is a part of a lineage', next);
  }
  const isFit = isRoot ? other.root === other.id : item.root === other.root;
  if (isFit) return null;
  return refused(
    `${other.key} belongs to ${other.root ?? 'no lineage'}, and ${item.key} to ${item.root ?? 'none'}`,
    'work of the same lineage, whose contract it serves',
    `name work of the same lineage as replacement, or withdraw ${item.key}`,
  );
}

/** What of the contract nothing planned serves any more. */
function unservedBy(facts: DecisionContext, state: State, root: string, gone: readonly Item[]) {
  const keys = new Set(gone.filter((one) => isOpen(one.state)).map(({ key }) => key));
  return unserved(root, servedOnlyBy(facts, state, root, keys));
}
