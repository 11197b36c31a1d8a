import type { Family } from '../../plan/index.ts';
import type { DecisionContext } from '../facts/decision.ts';
import type { ClosureTarget, Item, State } from '../state/state.ts';
import { over } from './note.ts';
import { type Refused, refused } from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';

/** A root document that can still be changed, as it reads now. */
export interface RootDocument {
  readonly ok: true;
  readonly root: string;
  readonly item: Item;
  readonly family: Family;
  readonly text: string;
  /** Null while it is only queued. */
  readonly target: ClosureTarget | null;
}

export function rootDocument(
  facts: DecisionContext,
  state: State,
  work: string,
): RootDocument | Refused {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root } = found.subject;
  if (found.subject.item !== null) return notARoot(root);
  if (isOver(state, root)) return over(root);
  const target = state.targets.get(root) ?? null;
  const keys = target === null ? (state.members.get(root) ?? []) : [target.key];
  const item = keys.flatMap((key) => state.items.get(key) ?? []).find(({ id }) => id === root);
  if (item === undefined) return over(root);
  const text = target === null ? facts.document(item.key).text : facts.frozenText(root);
  const family = facts.index.family(item.family);
  return { ok: true, root, item, family, text: text ?? '', target };
}

function notARoot(root: string): Refused {
  return refused(
    'A task has no contract of its own',
    'a root document',
    `amend ${root}, or leave a note`,
  );
}
