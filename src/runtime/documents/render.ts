import type { Family, ScalarField } from '../plan/index.ts';
import { grammarOf, TITLE_KEY } from './grammar.ts';
import { cleanItem, foldValue } from './lines.ts';
import { quoteBody } from './quote.ts';
import type { WorkDocument } from './types.ts';

/**
 * The canonical text: title, scalars in the family's order, lists that have items, then the body.
 * Values are single lines whatever they hold, so no value can become a field. `parseDocument` is
 * the inverse.
 */
export function renderDocument(document: WorkDocument, family: Family): string {
  const lines = [`# ${foldValue(document.title)}`, ''];
  for (const field of family.scalars) {
    const value = foldValue(scalarText(document, family, field) ?? '');
    if (value !== '' && value !== field.default) lines.push(`${field.label}: ${value}`);
  }
  for (const field of family.lists) {
    const items = (document.lists[field.key] ?? []).map(cleanItem).filter((item) => item !== '');
    if (items.length > 0) lines.push('', `${field.label}:`, ...items.map((item) => `- ${item}`));
  }
  const body = quoteBody(document.body, grammarOf(family));
  if (body !== '') lines.push('', body);
  return `${lines.join('\n')}\n`;
}

function scalarText(
  document: WorkDocument,
  family: Family,
  field: ScalarField,
): string | undefined {
  if (field.key === family.id_key) return document.id;
  if (field.key === TITLE_KEY) return document.title;
  return document.scalars[field.key];
}
