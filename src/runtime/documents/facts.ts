import type { Family } from '../plan/index.ts';
import { TITLE_KEY } from './grammar.ts';
import { readTime } from './time.ts';
import type { DocumentFacts, WorkDocument } from './types.ts';

/** Value of a scalar field, the family's default where it is absent, or null. */
export function scalarOf(document: WorkDocument, family: Family, key: string): string | null {
  if (key === family.id_key) return document.id;
  if (key === TITLE_KEY) return document.title;
  const value = document.scalars[key];
  if (value !== undefined) return value;
  return family.scalars.find((field) => field.key === key)?.default ?? null;
}

export function factsOf(document: WorkDocument, family: Family): DocumentFacts {
  const at = readTime(scalarOf(document, family, family.order_key) ?? '');
  const deps = family.depends_on_key === null ? undefined : document.lists[family.depends_on_key];
  const root = rootOf(document, family);
  return {
    family,
    id: document.id,
    title: document.title,
    at: at?.ms ?? 0,
    depends_on: [...new Set(deps ?? [])],
    root,
    idea: ideaOf(document, family, root),
    start_node:
      family.start_node_key === null ? null : scalarOf(document, family, family.start_node_key),
  };
}

/**
 * The root that the document belongs to: the first lineage field with a value, then, for a root
 * family, its own id.
 */
function rootOf(document: WorkDocument, family: Family): string | null {
  const { role, root_keys } = family.closure;
  if (role === 'none') return null;
  for (const key of root_keys) {
    const root = scalarOf(document, family, key);
    if (root !== null) return root;
  }
  return role === 'root' && !isDerived(document, family) ? document.id : null;
}

/** A document that is its own root and names no idea is its own idea as well. */
function ideaOf(document: WorkDocument, family: Family, root: string | null): string | null {
  const { role, idea_key } = family.closure;
  if (role === 'none') return null;
  const idea = idea_key === null ? null : scalarOf(document, family, idea_key);
  return idea ?? (role === 'root' && root === document.id ? root : null);
}

/** A derived document continues the work of another one and is never a root by default. */
export function isDerived(document: WorkDocument, family: Family): boolean {
  const { derived } = family.closure;
  if (derived === null) return false;
  return derived.values.includes(scalarOf(document, family, derived.key) ?? '');
}
