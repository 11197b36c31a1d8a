import { TITLE_KEY } from '../../documents/grammar.ts';
import { isPlaceholder } from '../../documents/lines.ts';
import { readValue } from '../../documents/values.ts';
import type { Family, ScalarField } from '../../plan/index.ts';

/** A field with one value, as its label gives it. Lines are those that were read, from 0. */
export interface FoundField {
  readonly value: string;
  readonly line: number;
}

const LABELLED =
  /^(?:\*\*|__)?([A-Za-z][A-Za-z0-9-]*)(?::(?:\*\*|__)|(?:\*\*|__)?:)(?!\/\/)\s*(.*)$/s;

/**
 * Fields that a line gives by the exact label of the family, such as `Spec-ID: coupons`. A value
 * that the field cannot have is left in the prose, unless it is the id: whoever gives one means it.
 */
export class Fields {
  readonly found = new Map<string, FoundField>();
  readonly taken: { readonly line: number; readonly end: number }[] = [];
  readonly notes: { readonly line: number; readonly text: string }[] = [];
  private readonly byLabel: ReadonlyMap<string, ScalarField>;

  constructor(private readonly family: Family) {
    this.byLabel = new Map(family.scalars.map((field) => [field.label, field]));
  }

  /** True = the line is a field and no prose. */
  take(text: string, line: number): boolean {
    const match = LABELLED.exec(text.trim());
    const field = match === null ? undefined : this.byLabel.get(match[1] ?? '');
    if (field === undefined) return false;
    const value = (match?.[2] ?? '').trim();
    if (value === '') return false;
    const first = this.found.get(field.key);
    if (first !== undefined) return this.again(field.label, line, first.value === value);
    const isNone = field.type === 'id' && !field.required && isPlaceholder(value);
    if (isNone) return this.taken.push({ line, end: line + 1 }) > 0;
    const read = readValue(field, value);
    const isOwnId = field.key === this.family.id_key;
    if (!read.ok && !isOwnId) {
      this.notes.push({ line, text: `${field.label}: ${read.message} It is kept as prose.` });
      return false;
    }
    this.found.set(field.key, { value, line });
    if (field.key !== TITLE_KEY) this.taken.push({ line, end: line + 1 });
    return true;
  }

  /** The first one counts; another value is not dropped without a word. */
  private again(label: string, line: number, isSame: boolean): false {
    const text = `${label} is given again; the first one counts. This line is kept as prose.`;
    if (!isSame) this.notes.push({ line, text });
    return false;
  }
}
