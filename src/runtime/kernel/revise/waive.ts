import { decisionChange, waiveChange } from '../changes/build.ts';
import type { State } from '../state/state.ts';
import { ALL_ITEMS, closeAsItIs } from './close-as-is.ts';
import { over } from './note.ts';
import {
  type Decider,
  isProven,
  personNeeded,
  type Revision,
  refused,
  revised,
} from './revision.ts';
import { isOver, subjectNamed } from './subject.ts';
import { openReview, underReview } from './under-review.ts';

export interface Waiver {
  readonly work: string;
  /** Or all that is not met. */
  readonly item: string;
  readonly reason: string;
  /** Ids that the last verdict about a root found met. */
  readonly met: (root: string) => readonly string[];
  readonly now: string;
}

/** One item of a contract that its owner lets go, or all of them. Only a person can. */
export function waive(
  state: State,
  { work, item: id, reason, met, now }: Waiver,
  speaker: Decider,
): Revision {
  const found = subjectNamed(state, work);
  if (!found.ok) return found;
  const { root } = found.subject;
  if (isOver(state, root)) return over(root);
  const target = state.targets.get(root);
  if (id === ALL_ITEMS) {
    return target === undefined
      ? notBegun(root)
      : closeAsItIs(state, target, { now, met: met(root), reason }, speaker);
  }
  const asked = openReview(state, root);
  if (asked !== null) return underReview(root, asked);
  const contract = target?.contract;
  const item = contract?.items.find((one) => one.id === id);
  if (contract === undefined || item === undefined) {
    const ids = (contract?.items ?? []).map((one) => one.id).join(', ');
    const expected = ids === '' ? 'a contract that is planned already' : `one of ${ids}`;
    return refused(
      `The contract of ${root} has no item ${id}`,
      expected,
      'amend what is not planned yet',
    );
  }
  if (contract.waived?.includes(id) === true) {
    return refused(
      `${id} of ${root} is waived already`,
      'an item that still counts',
      'call status',
    );
  }
  if (!isProven(speaker)) {
    const what = `${id} of ${root} can only be let go by a person`;
    return personNeeded(what, `in a terminal, a person: millrace waive ${root} ${id}`);
  }
  const change = waiveChange(root, contract.version + 1, id);
  const text = `${id} is waived (${item.text}), because: ${reason}`;
  const detail = `${id} of ${root} is not judged any more`;
  return revised(
    'waive',
    detail,
    [`~ ${id}: ${item.text}`],
    [change, decisionChange({ root, key: null, kind: 'waiver', text, ...speaker })],
  );
}

function notBegun(root: string): Revision {
  return refused(
    `Nothing of ${root} has begun, so there is nothing to close`,
    'a root document that is worked on',
    `withdraw ${root} when it is not wanted`,
  );
}
