import { SUMMARY_KEY } from '../documents/draft.ts';
import { TITLE_KEY } from '../documents/grammar.ts';
import { foldValue } from '../documents/lines.ts';
import type { DocumentProblem } from '../documents/types.ts';
import type { Family } from '../plan/index.ts';
import { meantInstead } from '../text/nearest.ts';
import type { Written } from './types.ts';

export type JsonDocument = Readonly<Record<string, unknown>>;

/** Keys that say what the rest is, and are no fields. */
const FRAME: Readonly<Record<string, (family: Family) => string>> = {
  schema_version: () => '1.0',
  kind: ({ family_id }) => family_id,
};
/** The prose below the fields; documents of the prior implementation have none. */
const BODY_KEY = 'body';

/** A document as JSON, by the keys of its fields; null = it is no JSON object, and is read as markdown. */
export function jsonDocument(text: string): JsonDocument | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Each key has to be a field, with a value of its type: what is not understood is not dropped. */
export function fromJson(json: JsonDocument, family: Family, review?: string): Written {
  const fields = new JsonFields(family);
  for (const [key, value] of Object.entries(json)) fields.add(key, value);
  const { scalars, lists, title, body, problems } = fields;
  const reviewKey = family.closure.review?.key;
  if (reviewKey !== undefined && review !== undefined) {
    scalars.set(reviewKey, { line: 0, text: review });
  }
  if (scalars.get(SUMMARY_KEY)?.text === '') scalars.delete(SUMMARY_KEY);
  return { title, scalars, lists, body, problems, headings: [], notes: [], open_fence: null };
}

class JsonFields {
  title = '';
  body = '';
  readonly scalars: Map<string, { line: number; text: string }> = new Map();
  readonly lists: Map<string, { line: number; items: { line: number; text: string }[] }> =
    new Map();
  readonly problems: DocumentProblem[] = [];

  constructor(private readonly family: Family) {}

  add(key: string, value: unknown): void {
    const frame = Object.hasOwn(FRAME, key) ? FRAME[key] : undefined;
    if (value === null) return;
    if (frame !== undefined) return this.addFrame(key, value, frame(this.family));
    if (key === BODY_KEY) this.body = this.textOf(key, value);
    else if (this.family.lists.some((field) => field.key === key)) this.addList(key, value);
    else this.addScalar(key, value);
  }

  private addFrame(key: string, value: unknown, expected: string): void {
    if (value === expected) return;
    this.wrong(key, `is ${JSON.stringify(value)}; write "${expected}" or leave it out`);
  }

  private addScalar(key: string, value: unknown): void {
    const { scalars, family_id } = this.family;
    const field = scalars.find((one) => one.key === key);
    if (field === undefined) {
      const keys = [...scalars, ...this.family.lists].map((one) => one.key);
      return this.wrong(key, `is no key of a ${family_id}${meantInstead(key, keys)}`);
    }
    const text = field.type === 'json' ? JSON.stringify(value) : this.textOf(key, value);
    if (field.key === TITLE_KEY) this.title = foldValue(text);
    else this.scalars.set(key, { line: 0, text: foldValue(text) });
  }

  private addList(key: string, value: unknown): void {
    const items = Array.isArray(value) ? value : [];
    if (!Array.isArray(value) || items.some((item) => typeof item !== 'string'))
      return this.wrong(key, 'has to be a list of texts, such as ["one", "two"]');
    this.lists.set(key, {
      line: 0,
      items: items.map((item) => ({ line: 0, text: foldValue(String(item)) })),
    });
  }

  private textOf(key: string, value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    this.wrong(key, 'has to be a text');
    return '';
  }

  private wrong(key: string, why: string): void {
    const end = why.endsWith('?') ? '' : '.';
    this.problems.push({ line: 0, field: key, message: `"${key}" ${why}${end}` });
  }
}

function isObject(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
