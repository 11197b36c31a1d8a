import {
  factsOf,
  isDerived,
  scalarOf,
  type WorkDocument,
  withScalars,
} from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { keyOf } from '../evolve/items.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import type { Item, State } from '../state/state.ts';

/** By which fields documents name where they come from: `spec_id`, `parent_task_id`, `source_spec_id`. */
const ORIGINS = ['', 'parent_', 'source_'];

/** Work that a document names as where it comes from. */
export function origins(
  { plan }: PlanIndex,
  { items }: State,
  family: Family,
  document: WorkDocument,
): Item[] {
  const found = new Set<Item>();
  for (const { family_id, id_key } of Object.values(plan.families)) {
    for (const origin of ORIGINS) {
      const field = `${origin}${id_key}`;
      if (field === family.id_key) continue;
      const id = scalarOf(document, family, field) ?? '';
      const other = items.get(keyOf(family_id, id));
      if (other !== undefined && other.key !== keyOf(family.family_id, document.id))
        found.add(other);
    }
  }
  return [...found];
}

type Placed =
  | { readonly ok: true; readonly document: WorkDocument; readonly root: string | null }
  | { readonly ok: false; readonly problem: string };

/**
 * A document that comes from outside, in the lineage of what it names: `root` says that it was brought
 * there. One that contradicts itself, or continues work without saying which, is a problem.
 */
export function placed(
  index: PlanIndex,
  state: State,
  family: Family,
  document: WorkDocument,
): Placed {
  const [root_key] = family.closure.root_keys;
  const asItIs: Placed = { ok: true, document, root: null };
  if (family.closure.role === 'none' || root_key === undefined) return asItIs;
  const own = scalarOf(document, family, root_key);
  if (own === document.id) return asItIs;
  const named = origins(index, state, family, document);
  const roots = [...new Set(named.flatMap(({ root }) => root ?? []))];
  const [root] = roots;
  const label = family.scalars.find(({ key }) => key === root_key)?.label ?? root_key;
  const others = roots.filter((one) => one !== own);
  if (own !== null && others.length > 0) {
    const problem = `${label} is ${own}, and what it names belongs to ${others.join(', ')}`;
    return { ok: false, problem };
  }
  if (own === null && roots.length > 1) {
    return { ok: false, problem: `what it names belongs to several roots: ${roots.join(', ')}` };
  }
  if (own === null && root === undefined && isDerived(document, family)) {
    return {
      ok: false,
      problem: `it continues other work and has no ${label}, which says of which root`,
    };
  }
  if (root === undefined || factsOf(document, family).root === root) return asItIs;
  return { ok: true, document: withScalars(document, family, { [root_key]: root }), root };
}
