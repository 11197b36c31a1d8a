import { parseDocument, type WorkDocument, withScalars } from '../../documents/index.ts';
import { keyOf } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { JudgedDocument } from './judge-document.ts';

/** What is asked for with a document that was handed over before. */
export interface AskedAgain {
  /** The document with the wish in it, while nobody has begun with it; null = nothing to change. */
  readonly document: WorkDocument | null;
  readonly note: string | null;
}

const NOTHING: AskedAgain = { document: null, note: null };

/** The same text with another wish is the same spec, and the wish is not dropped. */
export function askedAgain(
  follower: Follower,
  { family, id, document }: Pick<JudgedDocument, 'family' | 'id' | 'document'>,
): AskedAgain {
  const { state } = follower;
  const key = family.closure.review?.key;
  const item = state.items.get(keyOf(family.family_id, id));
  const wanted = document.scalars[key ?? ''];
  if (key === undefined || item === undefined || wanted === undefined) return NOTHING;
  const before = parseDocument(follower.document(item.key).text ?? '', family);
  if (!before.ok || before.document.scalars[key] === wanted) return NOTHING;
  if (item.state !== 'queue' || state.targets.has(item.root ?? '')) {
    const note = `Work on it has begun, so the wish for a review (${wanted}) comes too late.`;
    return { document: null, note };
  }
  return { document: withScalars(before.document, family, { [key]: wanted }), note: null };
}
