import type { Family, VocabularyFile } from '../../plan/index.ts';
import { headingText, letters, nameOf, withoutNumber } from './text.ts';

/** Longer texts are sentences, not names. */
const NAME_LENGTH_MAX = 120;
/** A line of prose that equals a name by chance is shorter than this. */
const LABEL_LENGTH_MAX = 80;
const STEM_LENGTH = 3;

/** What a section fills: the key of a list field, or nothing. */
export type Role = { readonly kind: 'field'; readonly key: string } | { readonly kind: 'prose' };

/** Role of a heading, and what else it says: `Acceptance: sign-in` has the rest `sign-in`. */
export interface Named {
  readonly role: Role;
  readonly rest: string;
}

const PROSE: Role = { kind: 'prose' };
const DELIMITER = /\s*[:|\u2013\u2014]\s*|\s+-+\s+|\s+\/\s+/;
const BRACKETS = /[([\u3010\u300c]([^()[\]\u3010\u3011\u300c\u300d]*)[)\]\u3011\u300d]/g;

/** The vocabulary and the labels of one family, looked up by name. */
export class Names {
  private readonly roles = new Map<string, Role>();
  /** Lists of ids of other work, by their exact label: people use such words for other things. */
  private readonly references = new Map<string, Role>();
  private readonly within: { readonly words: string; readonly role: Role }[] = [];
  /** By field: names that are no section but come near, the nearest first. */
  private readonly near = new Map<string, Map<string, number>>();
  private readonly stems = new Set<string>();
  private readonly scenarioHead: RegExp;
  private readonly itemId: RegExp;
  private readonly idColumns: ReadonlySet<string>;

  constructor(files: readonly VocabularyFile[], family: Family) {
    const lists = new Set(family.lists.map(({ key }) => key));
    for (const { label, key, placeholders } of family.lists) {
      if (placeholders) this.references.set(label, { kind: 'field', key });
      else this.add(label, { kind: 'field', key });
    }
    for (const { sections } of files) {
      for (const [key, section] of Object.entries(sections)) {
        const role: Role = lists.has(key) ? { kind: 'field', key } : PROSE;
        for (const name of section.names) this.add(name, role);
        if (role === PROSE) continue;
        for (const words of section.within) this.within.push({ words: spaced(words), role });
        const near = this.near.get(key) ?? new Map<string, number>();
        for (const [at, name] of section.near.entries()) near.set(nameOf(name), at);
        this.near.set(key, near);
      }
    }
    for (const { prose } of files) for (const name of prose) this.add(name, PROSE);
    this.scenarioHead = headOf(files.flatMap(({ scenario }) => scenario));
    this.itemId = idOf(files.flatMap(({ item_ids }) => item_ids));
    this.idColumns = new Set(files.flatMap(({ id_columns }) => id_columns.map(nameOf)));
  }

  /** The first to give a name keeps it: labels of the family, then fields, then prose. */
  private add(name: string, role: Role): void {
    const known = nameOf(name);
    if (known === '' || this.roles.has(known)) return;
    this.roles.set(known, role);
    this.stems.add((known.split(' ')[0] ?? '').slice(0, STEM_LENGTH));
  }

  exact(text: string): Role | null {
    return text.length > NAME_LENGTH_MAX ? null : (this.roles.get(nameOf(text)) ?? null);
  }

  /**
   * Role of a heading: all of it, a part of it between marks such as a colon, what stands in
   * brackets, or words that stand in it. A title must say no more than the name.
   */
  heading(raw: string, { title } = { title: false }): Named | null {
    const text = headingText(raw);
    if (text.length > NAME_LENGTH_MAX) return null;
    const name = nameOf(text);
    const bare = text.replace(BRACKETS, ' ');
    const role = this.roles.get(name) ?? (bare === text ? undefined : this.roles.get(nameOf(bare)));
    if (role !== undefined) return { role, rest: '' };
    return title ? null : (this.part(text) ?? this.inside(name));
  }

  /** A field's name somewhere in a line that is no heading, such as "It is done when:". */
  sentence(text: string): Role | null {
    if (text.length > LABEL_LENGTH_MAX) return null;
    return this.inside(nameOf(text))?.role ?? null;
  }

  /** "Scenario: an expired coupon", "Scenario 2", "AC-1: ...": the name of one item. */
  isItemName(raw: string): boolean {
    const text = headingText(raw);
    return this.isScenario(text) || this.itemId.test(text);
  }

  isScenario(text: string): boolean {
    return this.scenarioHead.test(withoutNumber(letters(text.slice(0, NAME_LENGTH_MAX))));
  }

  hasItemId(text: string): boolean {
    return this.itemId.test(text);
  }

  isIdColumn(text: string): boolean {
    const name = nameOf(text);
    return name === '' || this.idColumns.has(name) || this.itemId.test(text);
  }

  /** How near the name comes to the field, 0 = nearest; null = not at all. */
  nearness(raw: string, key: string): number | null {
    const near = this.near.get(key);
    if (near === undefined) return null;
    const text = headingText(raw).slice(0, NAME_LENGTH_MAX);
    const parts = [text, text.replace(BRACKETS, ' '), ...text.split(DELIMITER)];
    const found = parts.map((part) => near.get(nameOf(part))).find((at) => at !== undefined);
    return found ?? null;
  }

  /** Every name of a field, for what comes near by its letters. */
  namesOf(key: string): string[] {
    return [...this.roles].flatMap(([name, role]) =>
      role.kind === 'field' && role.key === key ? [name] : [],
    );
  }

  reference(label: string): Role | null {
    return this.references.get(label) ?? null;
  }

  /** A cheap look before the dear one: most lines are no label. */
  mayBegin(text: string): boolean {
    LETTERS.lastIndex = 0;
    const found = LETTERS.exec(text)?.[1];
    return found !== undefined && this.stems.has(letters(found).slice(0, STEM_LENGTH));
  }

  private part(text: string): Named | null {
    const parts = text.split(DELIMITER);
    if (parts.length > 1) {
      const rest = (from: number, to: number) => parts.slice(from, to).join(': ');
      const first = this.exact(parts[0] ?? '');
      if (first !== null) return { role: first, rest: rest(1, parts.length) };
      const last = this.exact(parts.at(-1) ?? '');
      if (last !== null) return { role: last, rest: rest(0, -1) };
    }
    for (const [, inner = ''] of text.matchAll(BRACKETS)) {
      const role = this.exact(inner);
      if (role?.kind === 'field') return { role, rest: '' };
    }
    return null;
  }

  private inside(name: string): Named | null {
    const text = ` ${name} `;
    const found = this.within.find(({ words }) => text.includes(words));
    return found === undefined ? null : { role: found.role, rest: '' };
  }
}

/** The first letters of a line, behind a number or a mark. */
const LETTERS = /[^\p{L}]*(?:[ivxlc]+[.)]\s*)?(\p{L}[\p{L}\p{M}]{0,3})/iuy;
/** Scripts that put spaces between words; the others are looked through letter by letter. */
const SPACED = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{N} ]+$/u;

/** Words of such a script are looked for between spaces. */
function spaced(words: string): string {
  const name = nameOf(words);
  return SPACED.test(name) ? ` ${name} ` : name;
}

function headOf(words: readonly string[]): RegExp {
  const heads = words.map((word) => letters(word).replace(/[^\p{L}\p{N}]+/gu, '\\s+'));
  const number = '(?:\\s+#?(?:\\d[\\d.]*|[a-z]))?';
  return new RegExp(`^(?:${choiceOf(heads)})${number}(?:\\s*[:.\\u2013\\u2014]|\\s+-\\s|$)`, 'u');
}

function idOf(words: readonly string[]): RegExp {
  const ids = words.map((word) => word.replace(/[^A-Za-z0-9]+/g, ''));
  const number = '[-_. #]?\\d+(?:\\.\\d+)*(?![A-Za-z0-9])';
  return new RegExp(`^[^\\p{L}\\p{N}]*(?:${choiceOf(ids)})${number}`, 'iu');
}

/** The longest first; a choice of none matches nothing. */
function choiceOf(words: readonly string[]): string {
  return words.length === 0 ? '(?!)' : [...words].sort((a, b) => b.length - a.length).join('|');
}
