import type { Family } from '../plan/index.ts';
import { TITLE_KEY } from './grammar.ts';
import { foldValue } from './lines.ts';
import type { WorkDocument } from './types.ts';

export function withId(document: WorkDocument, id: string): WorkDocument {
  return { ...document, id };
}

/**
 * A copy with scalar fields set; null or an empty value removes one. Keys that the family lacks are
 * ignored.
 */
export function withScalars(
  document: WorkDocument,
  family: Family,
  values: Readonly<Record<string, string | null>>,
): WorkDocument {
  const scalars = { ...document.scalars };
  for (const field of family.scalars) {
    if (field.key === family.id_key || field.key === TITLE_KEY) continue;
    if (!Object.hasOwn(values, field.key)) continue;
    const value = foldValue(values[field.key] ?? '');
    if (value === '' || value === field.default) delete scalars[field.key];
    else scalars[field.key] = value;
  }
  return { ...document, scalars };
}

/**
 * A copy whose references follow renamed ids: its dependencies and its fields that hold an id, not
 * its own id.
 */
export function renameReferences(
  document: WorkDocument,
  family: Family,
  renames: ReadonlyMap<string, string>,
): WorkDocument {
  const scalars = { ...document.scalars };
  for (const field of family.scalars) {
    const value = scalars[field.key];
    if (field.type === 'id' && value !== undefined)
      scalars[field.key] = renames.get(value) ?? value;
  }
  const key = family.depends_on_key;
  const deps = key === null ? undefined : document.lists[key];
  if (key === null || deps === undefined) return { ...document, scalars };
  const renamed = deps.map((id) => renames.get(id) ?? id);
  return { ...document, scalars, lists: { ...document.lists, [key]: renamed } };
}
