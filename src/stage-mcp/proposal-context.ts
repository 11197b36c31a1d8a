import { keyOf } from '../runtime/kernel/evolve/items.ts';
import type { ProposalContext } from '../runtime/kernel/proposals/types.ts';
import type { StageRequest } from '../runtime/runners/contract/stage-request.ts';

/**
 * What proposals are judged against before the runtime does: of the workspace it knows the items
 * that the request names.
 */
export function proposalContextOf(request: StageRequest, workText: string): ProposalContext {
  const { work, node, lineage, families, inherited } = request;
  const items = [...(lineage?.items ?? []), ...(work === null ? [] : [work])];
  const known = new Set(items.map(({ family, id }) => keyOf(family, id)));
  const isRevisable = node.may_revise && work !== null;
  return {
    families: Object.values(families),
    active: isRevisable ? { key: keyOf(work.family, work.id), text: workText } : null,
    inherited: ({ family_id }) => inherited[family_id] ?? {},
    isKnown: (key) => known.has(key),
  };
}
