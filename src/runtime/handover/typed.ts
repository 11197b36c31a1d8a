import type { TypedDocument, WrittenDocument } from '../api/index.ts';
import { ACCEPTANCE_KEY, plannedLists, SUMMARY_KEY } from '../documents/draft.ts';
import { foldValue } from '../documents/lines.ts';
import type { DocumentProblem } from '../documents/types.ts';
import type { Family, ListField, ScalarField } from '../plan/index.ts';
import { type JsonDocument, jsonDocument } from './from-json.ts';
import { blocksOf } from './lines/blocks.ts';
import { summaryOf } from './summary.ts';
import type { Written } from './types.ts';
import { headingText } from './words/text.ts';

const FIELD = /^\s*([A-Za-z][A-Za-z0-9 _-]*):\s*(\S[\s\S]*)$/;

export function fromTyped(typed: TypedDocument, family: Family, review?: string): Written {
  const body = typed.prose.replace(/\r\n?/g, '\n');
  const lines = body.split('\n').map((raw, line) => ({ text: raw, line, raw }));
  const blocks = blocksOf(lines);
  const fields = new TypedFields(family);
  for (const item of typed.acceptance) fields.addItem(ACCEPTANCE_KEY, item);
  for (const line of typed.fields) fields.add(line);
  fields.addReview(review);
  const summary = summaryOf(blocks, () => false);
  if (summary !== '') fields.addDefault(SUMMARY_KEY, summary);
  return {
    title: foldValue(typed.title),
    scalars: fields.scalars,
    lists: fields.lists,
    body: [...fields.unknown, body].filter((part) => part !== '').join('\n\n'),
    headings: blocks.flatMap((one) => (one.kind === 'heading' ? [headingText(one.text)] : [])),
    problems: [...titleProblems(typed), ...fields.problems, ...fields.missing()],
    notes: fields.notes,
    open_fence: null,
  };
}

/** A document with the items that were given beside it, as if it named them itself. */
export function withItems({ text, acceptance = [] }: WrittenDocument): string {
  if (acceptance.length === 0) return text;
  const json = jsonDocument(text);
  if (json !== null) return withJsonItems(json, acceptance);
  const items = acceptance.map((item) => `- ${foldValue(item)}`);
  return `${text.trimEnd()}\n\n## Acceptance\n\n${items.join('\n')}\n`;
}

function withJsonItems(json: JsonDocument, acceptance: readonly string[]): string {
  const own = json[ACCEPTANCE_KEY];
  const items = [...(Array.isArray(own) ? own : []), ...acceptance];
  return `${JSON.stringify({ ...json, [ACCEPTANCE_KEY]: items }, null, 2)}\n`;
}

/** The parts as one text, for the stages that read what was asked for. */
export function typedText({ title, prose, acceptance, fields }: TypedDocument): string {
  const items = acceptance.map((item) => `- ${foldValue(item)}`);
  const list = items.length === 0 ? '' : ['Acceptance:', ...items].join('\n');
  const blocks = [`# ${foldValue(title)}`, fields.join('\n'), list, prose.trim()];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function titleProblems({ title }: TypedDocument): DocumentProblem[] {
  if (foldValue(title) !== '') return [];
  return [{ line: 0, field: 'Title', message: 'The title is empty. Give title.' }];
}

class TypedFields {
  readonly scalars: Map<string, { line: number; text: string }> = new Map();
  readonly lists: Map<string, { line: number; items: { line: number; text: string }[] }> =
    new Map();
  readonly problems: DocumentProblem[] = [];
  readonly notes: string[] = [];
  /** Lines whose label is no field: they are kept as prose. */
  readonly unknown: string[] = [];

  constructor(private readonly family: Family) {}

  add(line: string): void {
    const [, label = '', value = ''] = FIELD.exec(line) ?? [];
    const list = this.family.lists.find((field) => isNamed(field, label));
    const scalar = this.family.scalars.find((field) => isNamed(field, label));
    if (list !== undefined) this.addItem(list.key, value);
    else if (scalar !== undefined) this.addScalar(scalar, value);
    else {
      this.unknown.push(line);
      this.notes.push(`${label} is no field of a ${this.family.family_id}; it is kept as prose.`);
    }
  }

  addItem(key: string, text: string): void {
    const items = this.lists.get(key)?.items ?? [];
    this.lists.set(key, { line: 0, items: [...items, { line: 0, text: foldValue(text) }] });
  }

  addDefault(key: string, text: string): void {
    const isField = this.family.scalars.some((field) => field.key === key);
    if (isField && !this.scalars.has(key)) this.scalars.set(key, { line: 0, text });
  }

  /** What the call asks to be shown stands above a field that says it. */
  addReview(review: string | undefined): void {
    const key = this.family.closure.review?.key;
    if (key !== undefined && review !== undefined) this.scalars.set(key, { line: 0, text: review });
  }

  /** A list that has to be given, and that is not filled in. */
  missing(): DocumentProblem[] {
    const review = this.scalars.get(this.family.closure.review?.key ?? '')?.text ?? null;
    const planned = plannedLists(this.family, review).map(({ key }) => key);
    return this.family.lists.flatMap(({ key, label, required, intake }) => {
      if (!required || intake !== undefined || this.lists.has(key)) return [];
      if (planned.includes(key)) return [];
      return [{ line: 0, field: label, message: `${key} is empty. Give at least one item.` }];
    });
  }

  private addScalar({ key, label }: ScalarField, text: string): void {
    if (!this.scalars.has(key)) this.scalars.set(key, { line: 0, text: foldValue(text) });
    else {
      const message = `${label} is given twice. Give it once.`;
      this.problems.push({ line: 0, field: label, message });
    }
  }
}

/** By its label or its key, in any case. */
function isNamed({ label, key }: ListField | ScalarField, name: string): boolean {
  const known = name.toLowerCase().replace(/[ _]/g, '-');
  return known === label.toLowerCase() || known === key.replaceAll('_', '-');
}
