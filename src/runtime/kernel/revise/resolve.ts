import { moveChange } from '../changes/build.ts';
import type { Change, Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Item, State } from '../state/state.ts';
import { shortened } from './lines.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { idleItem } from './subject.ts';

/**
 * Somebody has mended by hand what an incident is about: it is done. The work that was parked for it goes
 * on, unless other work came of the incident, which stands in for it.
 */
export function resolve(
  { index }: Pick<DecisionContext, 'index'>,
  state: State,
  { work, reason }: { readonly work: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  const found = idleItem(state, work);
  if (!found.ok) return found;
  const { item } = found;
  if (!handoffFamilies(index).has(item.family)) return noIncident(index, item);
  const parked = state.items.get(state.handoffs.get(item.key)?.source ?? '');
  const cameOfIt = membersOf(state, item).filter(({ via }) => via === item.key);
  const freed: Change[] = [];
  const lines = [`${item.key}: ${item.state} -> done`];
  if (parked?.state === 'blocked') {
    if (cameOfIt.length === 0) freed.push(moveChange(parked.key, 'queue', item.key));
    lines.push(
      cameOfIt.length === 0
        ? `${parked.key}: blocked -> queue`
        : `${parked.key} is superseded once all that came of ${item.key} is done`,
    );
  }
  const detail = `${item.key} is resolved`;
  return revised('resolve', detail, shortened(lines), [
    interventionChange({
      action: 'resolve',
      root: item.root,
      key: item.key,
      other: parked?.key ?? null,
      reason,
      text: `${detail} by hand: ${reason}`,
      ...speaker,
    }),
    ...freed,
    moveChange(item.key, 'done', 'resolved by hand'),
  ]);
}

function membersOf(state: State, { root }: Item): Item[] {
  if (root === null) return [];
  return (state.members.get(root) ?? []).flatMap((key) => state.items.get(key) ?? []);
}

/** Families of the documents that the runtime writes when work is handed to planning. */
function handoffFamilies({ plan }: PlanIndex): ReadonlySet<string> {
  const graphs = Object.values(plan.graphs_by_plane);
  const ends = graphs.flatMap((one) => one.terminal_states.flatMap(({ handoff }) => handoff ?? []));
  const amended = Object.values(plan.families).flatMap(({ closure }) => closure.amended ?? []);
  return new Set([...ends, ...amended].map(({ family_id }) => family_id));
}

function noIncident(index: PlanIndex, { key, state }: Item): Refused {
  const kinds = [...handoffFamilies(index)].join(', ');
  const next = state === 'blocked' ? `call retry_blocked with ${key}` : `call withdraw with ${key}`;
  return refused(
    `${key} is no trouble that was handed to planning`,
    `work of the kind ${kinds}`,
    next,
  );
}
