import type { State } from '../state/state.ts';
import { type Refused, refused } from './revision.ts';

/** The question whether the contract is as it should be, while it is open. */
export function openReview(state: State, root: string): string | null {
  const asked = state.questions.get(state.reviewed_roots.get(root) ?? '');
  const matter = asked?.matter;
  return matter?.of === 'review' && matter.what === 'contract' ? (asked?.id ?? null) : null;
}

/** Two changes of a contract that is not frozen yet would each undo the other. */
export function underReview(root: string, id: string): Refused {
  return refused(
    `The contract of ${root} is being reviewed`,
    'a contract that is frozen',
    `call answer with question ${id} and say there what is to be changed`,
  );
}
