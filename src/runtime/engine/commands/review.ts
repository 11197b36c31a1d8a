import type { Understood } from '../../api/index.ts';
import { plannedLists } from '../../documents/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { type Family, nodesOf, type Plan, type Review, review } from '../../plan/index.ts';

/** Whether a document of the family can ask for it, and a stage of the plan waits for the answer. */
export function offersReview(plan: Plan, { closure }: Family, what: Review): boolean {
  if (closure.review === undefined) return false;
  return nodesOf(plan.graphs_by_plane).some(({ reviews = [] }) => {
    return reviews.some((one) => one.what === what);
  });
}

/** Nobody waits in vain: what is asked for is refused where no stage would ever ask. */
export function requireReview(plan: Plan, family: Family, what: string | null): void {
  if (what === null) return;
  const known = review.safeParse(what);
  if (known.success && offersReview(plan, family, known.data)) return;
  throw new MillraceError('input_invalid', {
    what: `No stage of this plan shows its owner the ${what} of a ${family.family_id}`,
    expected: 'a stage kind that declares reviews, and a family that has a field for it',
    next: 'leave review out; upgrade_preview shows whether this release has it',
  });
}

/** What its owner will be asked. */
export function reviewNotes(family: Family, { review: wish, lists }: Understood): string[] {
  if (wish === 'plan') return ['Its owner is shown the tasks before any of them is begun.'];
  if (wish !== 'contract') return [];
  const lacks = plannedLists(family, wish).some(({ label }) => {
    return lists.every((one) => one.label !== label);
  });
  const who = lacks ? 'Planning writes the acceptance' : 'Planning sharpens the contract';
  return [`${who}, and its owner is asked before it counts.`];
}
