import { parseDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family, PlanNode } from '../../plan/index.ts';
import type { Judged, Problem } from './types.ts';

/**
 * Lists of the contract that still say that planning has to write them, at a result after which the
 * owner would be shown the contract.
 */
export function unwrittenLists(
  { reviews = [] }: Pick<PlanNode, 'reviews'>,
  outcome: string,
  judged: readonly Judged[],
  active: { readonly family: Family; readonly text: string } | null,
): Problem[] {
  const isShown = reviews.some(({ what, on }) => what === 'contract' && on.includes(outcome));
  if (!isShown || active === null) return [];
  const { family, text } = active;
  const filler = family.closure.review?.filler;
  const document = revised(judged) ?? parsed(text, family);
  if (filler === undefined || document === null) return [];
  return (family.closure.contract ?? []).flatMap(({ list_key }) => {
    if (document.lists[list_key]?.includes(filler) !== true) return [];
    const label = family.lists.find(({ key }) => key === list_key)?.label ?? list_key;
    const what =
      `${label} still has to be written, and ${outcome} shows it to its owner; propose the ` +
      `revision of ${document.id} in out/work/ with what must hold at the end under "${label}:"`;
    return [{ name: null, what }];
  });
}

function revised(judged: readonly Judged[]): WorkDocument | undefined {
  return judged.find(({ isRevision }) => isRevision)?.document;
}

function parsed(text: string, family: Family): WorkDocument | null {
  const read = parseDocument(text, family);
  return read.ok ? read.document : null;
}
