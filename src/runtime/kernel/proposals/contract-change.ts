import { parseDocument } from '../../documents/index.ts';
import type { ContractChange } from '../changes/changes.ts';
import { contractItems } from '../contract/contract.ts';
import type { DecisionContext } from '../facts/decision.ts';

/**
 * The first version of a root's contract; null where its family declares none. `late`: work was planned
 * before.
 */
export function contractChange(
  { index }: DecisionContext,
  family_id: string,
  { root, text, late }: Pick<ContractChange, 'root' | 'late'> & { readonly text: string | null },
): ContractChange | null {
  const family = index.family(family_id);
  if (family.closure.contract === undefined) return null;
  const parsed = text === null ? null : parseDocument(text, family);
  const items = parsed?.ok === true ? contractItems(parsed.document, family) : [];
  return { k: 'contract@1', root, version: 1, items, late };
}
