import { ACCEPTANCE_KEY } from '../../documents/draft.ts';
import type { Family } from '../../plan/index.ts';
import type { Role } from '../words/names.ts';
import type { Gherkin } from './gherkin.ts';
import type { Piece, Place } from './piece.ts';
import type { Reading } from './pieces.ts';
import { LABEL_LEVEL, Section, type SectionStart } from './section.ts';

export interface FoundSection {
  readonly key: string;
  readonly start: SectionStart;
  readonly items: readonly Piece[];
}

/** The sections that are open, innermost last, and those that were found. */
export class OpenSections {
  private readonly found: FoundSection[] = [];
  /** Sections of a field below which nothing is an item. */
  private readonly empty: SectionStart[] = [];
  readonly taken: Place[] = [];
  private readonly sections: Section[] = [];
  private readonly headings: { readonly text: string; readonly level: number }[] = [];
  /** Items that nested lists stand below, outermost first. */
  private readonly parents: string[] = [];
  /** Line behind a label with a value: only what follows at once still belongs to it. */
  private inlineEnd: number | null = null;

  constructor(
    readonly reading: Reading,
    readonly gherkin: Gherkin,
    private readonly family: Family,
  ) {}

  /** Of one field, in their order in the document. */
  of(key: string): FoundSection[] {
    const found = this.found.filter((section) => section.key === key);
    return found.sort((a, b) => a.start.place.line - b.start.place.line);
  }

  has(key: string): boolean {
    return this.found.some((section) => section.key === key);
  }

  emptyOf(key: string): SectionStart[] {
    return this.empty.filter(({ role }) => role.kind === 'field' && role.key === key);
  }

  get top(): Section | null {
    return this.sections.at(-1) ?? null;
  }

  /** The section that takes what comes, unless that is prose. */
  get collecting(): Section | null {
    return this.top?.isProse === false ? this.top : null;
  }

  begin(role: Role, name: string, place: Place, level: number, rest: string): Section {
    const start = { role, name, where: this.where, level, place, rest };
    const section = new Section(start, this.reading, this.gherkin);
    this.sections.push(section);
    return section;
  }

  /** For what says by itself that it is an acceptance item. Its own line stays in the prose. */
  implicit({ line }: Place, level: number): Section | null {
    if (!this.family.lists.some(({ key }) => key === ACCEPTANCE_KEY)) return null;
    const role: Role = { kind: 'field', key: ACCEPTANCE_KEY };
    return this.begin(role, '', { line, end: line }, level, '');
  }

  /** The same for one block: what comes behind it does not belong to it. */
  once(place: Place, take: (section: Section) => void): void {
    const section = this.implicit(place, LABEL_LEVEL);
    if (section === null) return;
    take(section);
    this.closeTop();
  }

  inline(section: Section, value: string, place: Place): void {
    const { role } = section.start;
    const field = this.family.lists.find(({ key }) => role.kind === 'field' && role.key === key);
    for (const one of field?.placeholders ? value.split(',') : [value]) section.inline(one, place);
    this.inlineEnd = place.end;
  }

  endInline(line: number): void {
    if (this.inlineEnd === null) return;
    if (line !== this.inlineEnd && this.top?.isLabel) this.closeTop();
    this.inlineEnd = null;
  }

  below(text: string, level: number): void {
    this.headings.push({ text, level });
  }

  /** Reads what is nested in an item. */
  within(parent: string, read: () => void): void {
    const depth = this.sections.length;
    this.parents.push(parent);
    read();
    this.parents.pop();
    while (this.sections.length > depth) this.closeTop();
  }

  closeTo(level: number): void {
    while ((this.top?.start.level ?? 0) >= level) this.closeTop();
    while ((this.headings.at(-1)?.level ?? 0) >= level) this.headings.pop();
  }

  closeAll(): void {
    while (this.top !== null) this.closeTop();
  }

  closeTop(): void {
    const section = this.sections.pop();
    const role = section?.start.role;
    if (section === undefined || role?.kind !== 'field') return;
    const { items, taken } = section.close();
    if (items.length === 0) this.empty.push(section.start);
    else this.found.push({ key: role.key, start: section.start, items });
    for (const place of taken) this.taken.push(place);
  }

  private get where(): string {
    return this.parents.at(-1) ?? this.headings.at(-1)?.text ?? '';
  }
}
