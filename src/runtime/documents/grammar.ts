import type { Family, ListField, ScalarField } from '../plan/index.ts';
import { headingOf, labelOf } from './lines.ts';

/** Key of the scalar that repeats the H1. It is never stored beside `title`. */
export const TITLE_KEY = 'title';
/** An alias is a name that a person writes in place of a label; longer lines are prose. */
const ALIAS_LENGTH_MAX = 80;

/** A family's fields, looked up by the names that a document may use for them. */
export interface Grammar {
  readonly scalars: ReadonlyMap<string, ScalarField>;
  readonly lists: ReadonlyMap<string, ListField>;
  readonly aliases: ReadonlyMap<string, ListField>;
}

/** Thousands of documents share a few families when a workspace is opened. */
const grammars = new WeakMap<Family, Grammar>();

export function grammarOf(family: Family): Grammar {
  const known = grammars.get(family);
  if (known !== undefined) return known;
  const grammar = {
    scalars: new Map(family.scalars.map((field) => [field.label, field])),
    lists: new Map(family.lists.map((field) => [field.label, field])),
    aliases: new Map(family.lists.map((field) => [field.label.toLowerCase(), field])),
  };
  grammars.set(family, grammar);
  return grammar;
}

/** What a line means by itself, before its place in the document is looked at. */
export type LineMeaning =
  | { readonly kind: 'scalar'; readonly field: ScalarField; readonly value: string }
  | { readonly kind: 'list'; readonly field: ListField; readonly value: string }
  /** Shaped like a field of some family, but not of this one. */
  | { readonly kind: 'foreign' }
  | {
      readonly kind: 'heading';
      readonly level: number;
      readonly text: string;
      readonly field: ListField | null;
    };

/**
 * null = a line that can only be text, a bullet, a fence or a rule. Only lines that are not
 * indented have a meaning.
 */
export function meaningOf(line: string, grammar: Grammar): LineMeaning | null {
  const heading = headingOf(line);
  if (heading !== null) {
    const { level, text } = heading;
    return { kind: 'heading', level, text, field: listNamed(text, grammar) };
  }
  const found = labelOf(line);
  if (found !== null) {
    const scalar = grammar.scalars.get(found.label);
    if (scalar !== undefined) return { kind: 'scalar', field: scalar, value: found.value };
    const list = grammar.lists.get(found.label);
    if (list !== undefined) return { kind: 'list', field: list, value: found.value };
  }
  const alias = standsAlone(line) ? listNamed(line, grammar) : null;
  if (alias !== null) return { kind: 'list', field: alias, value: '' };
  return found !== null && /^[A-Z]/.test(found.label) ? { kind: 'foreign' } : null;
}

/** `Acceptance criteria:`, `**Acceptance**` or `**Acceptance:**` with nothing behind it. */
function standsAlone(line: string): boolean {
  const text = line.trim();
  return text.endsWith(':') || /^(\*\*|__)[^*_]{1,80}\1:?$/.test(text);
}

/**
 * The alias rule: emphasis and a final colon are dropped, case does not matter, spaces count as
 * dashes, and a trailing "criteria" may be there or not.
 */
function listNamed(text: string, grammar: Grammar): ListField | null {
  if (text.length > ALIAS_LENGTH_MAX) return null;
  const name = text
    .trim()
    .replace(/^[*_]+|[*_:#\s]+$/g, '')
    .toLowerCase();
  if (!/^[a-z0-9][a-z0-9 -]*$/.test(name)) return null;
  const alias = name.replace(/[ -]+/g, '-');
  return grammar.aliases.get(alias) ?? grammar.aliases.get(alias.replace(/-criteria$/, '')) ?? null;
}
