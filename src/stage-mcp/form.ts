import { exampleOf } from '../runtime/documents/values.ts';
import type { Family, ListField, ScalarField } from '../runtime/plan/family.ts';

/** A title is the first line, whatever its family. */
const TITLE_KEY = 'title';

/** What a document of the family has to hold, to be filled in, and the names of what it may hold. */
export function formOf(family: Family, inherited: Readonly<Record<string, string>>) {
  const mayName = (field: ScalarField) =>
    field.key !== TITLE_KEY && !Object.hasOwn(inherited, field.key);
  const isNeeded = (field: ScalarField) => field.required && field.default === undefined;
  const scalars = family.scalars.filter(mayName);
  const lines = scalars.filter(isNeeded).map((field) => `${field.label}: ${hintOf(field)}`);
  const lists = family.lists.filter((field) => field.required).map(listOf);
  const optional = [
    ...scalars
      .filter((field) => !isNeeded(field))
      .map((field) => `${field.label}: ${hintOf(field)}`),
    ...family.lists.filter((field) => !field.required).map((field) => `${field.label}: (list)`),
  ];
  return { form: ['# Title', '', ...lines, '', ...lists].join('\n'), optional };
}

function hintOf(field: ScalarField): string {
  return field.type === 'choice' ? (field.choices ?? []).join('|') : exampleOf(field);
}

function listOf({ label, checks }: ListField): string {
  return `${label}:\n- ${checks ? 'a text, or Check: `one command`' : 'a text'}`;
}
