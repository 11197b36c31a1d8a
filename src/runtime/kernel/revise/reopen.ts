import { parseDocument, timeText, withId, withScalars } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { admission } from '../proposals/admit.ts';
import type { Item, State } from '../state/state.ts';
import { type Refused, type Revision, refused, revised } from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';

/**
 * Takes a root up again that is over. It becomes a root of its own with the text by which the other one was
 * judged; what was judged and reported before stays as it is.
 */
export function reopen(
  facts: DecisionContext,
  state: State,
  { work, reason }: { readonly work: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root, item } = found.subject;
  if (item !== null) return refused(`${item.key} is no root`, 'a root document', `name ${root}`);
  if (!isOver(state, root)) return isStillOpen(root);
  const again = openFollowUp(state, root);
  if (again !== null) return reopenedAlready(root, again);
  const rootItem = documentOf(state, root);
  const text = rootItem === null ? null : textOf(facts, state, root, rootItem);
  const family = rootItem === null ? null : facts.index.family(rootItem.family);
  const parsed = text === null || family === null ? null : parseDocument(text, family);
  if (parsed?.ok !== true || family === null) return textGone(root);
  const id = freeId(state, family, root);
  const follows = `Follows ${root}, which is over: ${reason}`;
  const body = parsed.document.body === '' ? follows : `${follows}\n\n${parsed.document.body}`;
  const document = withScalars(
    { ...withId(parsed.document, id), body },
    family,
    lineageOfItsOwn(facts, family),
  );
  const source = { kind: 'operator', ref: speaker.actor } as const;
  const arrival = { family, document, handed_over: null, source, state: 'queue' } as const;
  const key = keyOf(family.family_id, id);
  const detail = `${root} is taken up again as ${id}, a root of its own`;
  const lines = [`${key} is queued, with the text by which ${root} was judged`, STAYS];
  return revised('reopen', detail, lines, [
    admission(facts.hash, arrival),
    interventionChange({
      action: 'reopen',
      root: id,
      key: null,
      other: root,
      reason,
      text: `${id} follows ${root}, because: ${reason}`,
      ...speaker,
    }),
  ]);
}

const STAYS = 'the verdicts, the report and the work of before stay as they are';

/** It claims no other root and no other idea, and takes its place in the queue now. */
function lineageOfItsOwn({ now }: DecisionContext, { order_key, closure }: Family) {
  const { root_keys, idea_key } = closure;
  const before = [...root_keys, ...(idea_key === null ? [] : [idea_key])];
  return {
    ...Object.fromEntries(before.map((key) => [key, null])),
    [order_key]: timeText(Date.parse(now)),
  };
}

/** The item with which the lineage began. */
function documentOf(state: State, root: string): Item | null {
  const key = state.targets.get(root)?.key;
  if (key !== undefined) return state.items.get(key) ?? null;
  const members = (state.members.get(root) ?? []).flatMap((one) => state.items.get(one) ?? []);
  return members.find(({ id }) => id === root) ?? null;
}

function textOf(facts: DecisionContext, state: State, root: string, item: Item): string | null {
  if (state.targets.has(root)) return facts.frozenText(root);
  return facts.document(item.key).text ?? null;
}

/** So much of an id is left for the number of a follow-up. */
const ID_LENGTH_MAX = 180;

function freeId(state: State, { family_id }: Family, root: string): string {
  const stem = root.slice(0, ID_LENGTH_MAX);
  let number = 2;
  while (state.items.has(keyOf(family_id, `${stem}-${number}`))) number += 1;
  return `${stem}-${number}`;
}

function openFollowUp(state: State, root: string): string | null {
  for (const lineage of state.lineages.values()) {
    if (lineage.follows === root && !isOver(state, lineage.root)) return lineage.root;
  }
  return null;
}

function isStillOpen(root: string): Refused {
  const next = `call amend with ${root} to change what it asks for`;
  return refused(`${root} is still open`, 'a root document that was closed or withdrawn', next);
}

function reopenedAlready(root: string, again: string): Refused {
  const next = `look at it with show and the key ${again}`;
  return refused(`${root} was taken up again as ${again}, which is open`, 'one at a time', next);
}

function textGone(root: string): Refused {
  return refused(
    `The text of ${root} is not kept any more, or cannot be read`,
    'the text by which it was judged',
    'hand it over anew with enqueue_spec',
  );
}
