import { exhausted } from '../../errors/exhausted.ts';
import type { InterventionChange } from '../changes/changes.ts';
import type { State } from '../state/state.ts';
import { lineageOf } from './items.ts';
import { decide } from './lineage.ts';
import { closeQuestionsOf } from './questions.ts';

/** What an operator did stands among the decisions of the lineage; the items have changes of their own. */
export function intervene(state: State, change: InterventionChange): void {
  const { action, root, key, other, text, actor, is_person } = change;
  if (root !== null) say(state, root, key, { text, actor, is_person });
  switch (action) {
    case 'supersede':
    case 'resolve':
    case 'archive':
      if (root !== null && key !== null) closeQuestionsOf(state, root, key);
      if (key === null && other !== null) putAside(state, other);
      return;
    case 'reopen':
      if (root === null || other === null) return;
      lineageOf(state, root).follows = other;
      say(state, other, null, { text: `${root} follows it`, actor, is_person });
      return;
    case 'retarget':
    case 'repair_lineage':
      return;
    default:
      return exhausted(action);
  }
}

type Words = Pick<InterventionChange, 'text' | 'actor' | 'is_person'>;

function say(state: State, root: string, key: string | null, words: Words): void {
  decide(state, { root, key, kind: 'intervention', ...words }, state.at);
  state.dirty_roots.add(root);
}

/** Closure waits no more for the document; whoever owns the workspace moves the file away. */
function putAside(state: State, path: string): void {
  const found = state.unreadable.get(path);
  if (found !== undefined) state.unreadable.set(path, { ...found, archived: true });
}
