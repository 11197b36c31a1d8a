import { parseDocument } from '../../documents/index.ts';
import { type Change, decisionChange, keyOf, reviewChange } from '../../kernel/index.ts';
import { review } from '../../plan/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { JudgedDocument } from './judge-document.ts';

/** What is asked for with a document that was handed over before. */
export interface AskedAgain {
  /** What records the wish, while nobody has begun with the work. */
  readonly changes: readonly Change[];
  readonly note: string | null;
}

const NOTHING: AskedAgain = { changes: [], note: null };

/** The same text with another wish is the same spec, and the wish is not dropped. */
export function askedAgain(
  follower: Follower,
  { family, id, document }: Pick<JudgedDocument, 'family' | 'id' | 'document'>,
  actor: string,
): AskedAgain {
  const { state } = follower;
  const key = family.closure.review?.key ?? '';
  const item = state.items.get(keyOf(family.family_id, id));
  const wanted = review.safeParse(document.scalars[key]).data;
  if (item === undefined || item.root !== id || wanted === undefined) return NOTHING;
  const before = parseDocument(follower.document(item.key).text ?? '', family);
  const written = before.ok ? before.document.scalars[key] : undefined;
  if ((state.lineages.get(id)?.review ?? written) === wanted) return NOTHING;
  if (item.state !== 'queue' || state.targets.has(id)) {
    const note = `Work on it has begun, so the wish for a review (${wanted}) comes too late.`;
    return { changes: [], note };
  }
  const text = `its owner is shown the ${wanted} before it counts (Review: ${wanted})`;
  const said = { root: id, key: null, kind: 'note', text, actor, is_person: false } as const;
  const note = `Its owner is shown the ${wanted} before it counts.`;
  return { changes: [reviewChange(id, wanted), decisionChange(said)], note };
}
