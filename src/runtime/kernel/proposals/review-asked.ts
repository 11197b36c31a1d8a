import { parseDocument, scalarOf } from '../../documents/index.ts';
import { type Family, type Review, review } from '../../plan/index.ts';

/** What the owner of a root document asks in it to see before it counts; null = nothing. */
export function reviewAsked(family: Family, text: string | null): Review | null {
  const key = family.closure.review?.key;
  if (key === undefined || text === null) return null;
  const parsed = parseDocument(text, family);
  return parsed.ok ? (review.safeParse(scalarOf(parsed.document, family, key)).data ?? null) : null;
}
