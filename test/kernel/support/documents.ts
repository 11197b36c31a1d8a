import { renderDocument, type WorkDocument } from '../../../src/runtime/documents/index.ts';
import type { Family, ScalarField } from '../../../src/runtime/plan/index.ts';

/** Field key -> value; a list for list fields. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A document of any family that says as little as its grammar allows, and what is given. */
export function documentOf(family: Family, id: string, fields: Fields = {}): WorkDocument {
  const scalars: Record<string, string> = {};
  for (const field of family.scalars) {
    const given = fields[field.key];
    if (typeof given === 'string') scalars[field.key] = given;
    else if (field.required && field.key !== family.id_key) scalars[field.key] = anyValue(field);
  }
  const lists: Record<string, readonly string[]> = {};
  for (const { key, required } of family.lists) {
    const given = fields[key];
    if (typeof given === 'object') lists[key] = given;
    else if (required) lists[key] = ['something'];
    else if (key === family.closure.covers_key) lists[key] = ['A1', 'C1'];
  }
  return { family_id: family.family_id, id, title: id, scalars, lists, body: '' };
}

export function textOf(family: Family, id: string, fields: Fields = {}): string {
  return renderDocument(documentOf(family, id, fields), family);
}

function anyValue(field: ScalarField): string {
  switch (field.type) {
    case 'time':
      return '2026-01-01T00:00:00Z';
    case 'choice':
      return field.choices?.[0] ?? '';
    case 'bool':
      return 'true';
    case 'json':
      return '{}';
    default:
      return 'some';
  }
}
