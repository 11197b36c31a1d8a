import type { Family, ListField, ScalarField } from '../plan/index.ts';
import { checkCommand, isCheckItem } from './checks.ts';
import { collect, type RawDocument } from './collect.ts';
import { TITLE_KEY } from './grammar.ts';
import { cleanItem, isPlaceholder } from './lines.ts';
import type { DocumentProblem, ParseResult } from './types.ts';
import { exampleOf, readId, readValue } from './values.ts';

const PROBLEMS_MAX = 20;

/** Reads a whole document of one family. All problems are reported at once, up to a limit. */
export function parseDocument(text: string, family: Family): ParseResult {
  return finishDocument(collect(text, family), family);
}

/** Judges what was collected: types, choices, required fields. */
export function finishDocument(raw: RawDocument, family: Family): ParseResult {
  const problems = [...raw.problems];
  const notes = [...raw.notes];
  const scalars: Record<string, string> = {};
  let id = '';
  for (const field of family.scalars) {
    const value = scalarOf(field, raw, problems, notes);
    if (value === null) continue;
    if (field.key === family.id_key) id = value;
    else if (field.key !== TITLE_KEY && value !== field.default) scalars[field.key] = value;
  }
  const lists: Record<string, readonly string[]> = {};
  for (const field of family.lists) {
    const items = itemsOf(field, raw, family, problems);
    if (items.length > 0) lists[field.key] = items;
  }
  if (problems.length > 0) return { ok: false, problems: ordered(problems, raw) };
  const document = { family_id: family.family_id, id, title: raw.title, scalars, lists };
  return { ok: true, document: { ...document, body: raw.body }, notes };
}

function scalarOf(
  field: ScalarField,
  raw: RawDocument,
  problems: DocumentProblem[],
  notes: string[],
): string | null {
  const entry = raw.scalars.get(field.key);
  const { label } = field;
  if (entry === undefined || entry.text === '') {
    if (field.required && field.key !== TITLE_KEY) problems.push(missingScalar(field, entry?.line));
    return null;
  }
  const value = readValue(field, entry.text);
  if (!value.ok) {
    problems.push({ line: entry.line, field: label, message: `${label}: ${value.message}` });
    return null;
  }
  if (value.note !== undefined) notes.push(`${label} ${value.note}`);
  if (field.key === TITLE_KEY && raw.title !== '' && value.value !== raw.title) {
    const message =
      `${label} differs from the first line. ` + `Delete the ${label} line or make both equal.`;
    problems.push({ line: entry.line, field: label, message });
  }
  return value.value;
}

function missingScalar(field: ScalarField, line = 0): DocumentProblem {
  const what = line === 0 ? 'is missing' : 'has no value';
  const message =
    `${field.label} ${what}. ` +
    `Write "${field.label}: ${exampleOf(field)}" on a line of its own.`;
  return { line, field: field.label, message };
}

function itemsOf(
  field: ListField,
  raw: RawDocument,
  family: Family,
  problems: DocumentProblem[],
): string[] {
  const entry = raw.lists.get(field.key);
  const items: string[] = [];
  for (const item of entry?.items ?? []) {
    const text = cleanItem(item.text);
    if (text === '' || (field.placeholders && isPlaceholder(text))) continue;
    const value = field.key === family.depends_on_key ? readId(text) : null;
    const message = value?.ok === false ? value.message : checkProblem(field, text);
    if (message !== null) {
      problems.push({ line: item.line, field: field.label, message: `${field.label}: ${message}` });
    }
    items.push(value?.ok === true ? value.value : text);
  }
  if (items.length === 0 && field.required) problems.push(missingList(field, entry?.line));
  return items;
}

function checkProblem(field: ListField, text: string): string | null {
  if (!field.checks || !isCheckItem(text) || checkCommand(text) !== null) return null;
  return (
    'A check is "Check:" and exactly one command in backticks, nothing else. ' +
    'Write "- Check: `npm test`".'
  );
}

function missingList(field: ListField, line = 0): DocumentProblem {
  const what = line === 0 ? 'is missing' : 'has no items';
  const message =
    `${field.label} ${what}. Write a line "${field.label}:" and below it ` +
    'one line "- ..." for each item.';
  return { line, field: field.label, message };
}

/**
 * By line; what concerns the whole document comes last. A fence that is never closed explains what
 * it hides.
 */
function ordered(problems: DocumentProblem[], raw: RawDocument): DocumentProblem[] {
  if (raw.open_fence !== null && problems.some((problem) => problem.line === 0)) {
    const message =
      'The code fence on this line is never closed, so all below it is code. ' +
      'Close it with the same marks.';
    problems.push({ line: raw.open_fence, field: null, message });
  }
  const rank = (problem: DocumentProblem) => (problem.line === 0 ? Number.MAX_VALUE : problem.line);
  return problems.sort((a, b) => rank(a) - rank(b)).slice(0, PROBLEMS_MAX);
}
