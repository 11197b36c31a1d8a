import { ACCEPTANCE_KEY } from '../../documents/draft.ts';
import { cleanItem } from '../../documents/lines.ts';
import type { Block, Code, List, ListItem, Table } from '../lines/blocks.ts';
import { type Label, labelOf } from '../words/labels.ts';
import { itemText } from '../words/text.ts';
import type { OpenSections } from './open-sections.ts';
import { joinLines } from './pieces.ts';
import { LABEL_LEVEL, type Section } from './section.ts';
import { linesOfCell, piecesOfColumn } from './table.ts';

/**
 * Looks into lists, tables and code that stand in no section: an item may be a label, a column may
 * have a name, and scenarios say themselves what they are.
 */
export class ItemScan {
  constructor(
    private readonly open: OpenSections,
    private readonly read: (blocks: readonly Block[]) => void,
  ) {}

  list(list: List): void {
    if (this.isScenario(list.items.map(firstText))) {
      this.open.once(list, (section) => section.take(list));
      return;
    }
    let section: Section | null = null;
    for (const item of list.items) {
      const label = this.labelOf(item);
      const isNamed = label?.role?.kind === 'field';
      const isOther = label !== null && !isNamed;
      if (section !== null && (isNamed || isOther)) section = this.end(section);
      if (isNamed) section = this.label(label, item);
      else if (this.hasId(item)) section = this.identified(section, item, list);
      else if (section !== null) section.take({ ...list, items: [item] });
      else this.nested(item);
    }
    if (section !== null && !section.isEmpty) this.end(section);
  }

  /** A list of one item that is the next of the labels that people number: `3. Notes`. */
  isLabel({ items }: List): boolean {
    const [item, ...others] = items;
    return item !== undefined && others.length === 0 && Boolean(this.labelOf(item)?.role);
  }

  /** A column, or a row of two cells, whose name is that of the acceptance. */
  table(table: Table): void {
    const isAcceptance = (cell: string) => {
      const role = this.open.reading.names.heading(cell, { title: true })?.role;
      return role?.kind === 'field' && role.key === ACCEPTANCE_KEY;
    };
    const column = table.head.findIndex(isAcceptance);
    if (column >= 0) {
      this.open.once(table, (section) => section.add(piecesOfColumn(table, column, [])));
      return;
    }
    for (const row of table.rows.filter(({ cells }) => isAcceptance(cells[0] ?? ''))) {
      const texts = row.cells.slice(1).flatMap(linesOfCell);
      const pieces = texts.map((text) => ({ kind: 'item' as const, text, prefix: [], places: [] }));
      this.open.once(row, (section) => section.add(pieces));
    }
  }

  code(code: Code): void {
    const isFeature = /^(?:gherkin|feature|cucumber)/.test(code.info);
    const isLike = code.fenced && code.info === '' && this.open.gherkin.isFeature(code.lines);
    if (isFeature || isLike) this.open.once(code, (section) => section.take(code));
  }

  /** Lines that begin with Given and reach a Then. */
  isScenario(lines: readonly string[]): boolean {
    const { steps, names } = this.open.reading;
    const first = lines.findIndex((line) => !names.isScenario(itemText(line)));
    if (lines.length - first < 2 || first < 0) return false;
    const [start = '', ...others] = lines.slice(first);
    return [...steps.meaningOf(start)].some(
      ([language, kind]) =>
        kind === 'context' &&
        others.some((line) => steps.meaningOf(line).get(language) === 'outcome'),
    );
  }

  private labelOf(item: ListItem): Label | null {
    const [first] = item.blocks;
    if (first?.kind !== 'paragraph') return null;
    return labelOf(cleanItem(first.lines[0] ?? ''), this.open.reading.names);
  }

  /** What is nested in the item belongs to it; without any, the items behind it do. */
  private label(label: Label, item: ListItem): Section | null {
    const { role, text, value } = label;
    if (role === null) return null;
    const [first, ...blocks] = item.blocks;
    const more = first?.kind === 'paragraph' ? first.lines.slice(1) : [];
    const place = { line: item.line, end: item.line + 1 + more.length };
    if (this.open.top?.isLabel) this.open.closeTop();
    const section = this.open.begin(role, text, place, LABEL_LEVEL, '');
    section.inline(joinLines({ lines: [value, ...more] }), place);
    for (const block of blocks) section.take(block);
    return section.isEmpty ? section : this.end(section);
  }

  private end(section: Section): null {
    if (this.open.top === section) this.open.closeTop();
    return null;
  }

  private hasId(item: ListItem): boolean {
    return this.open.reading.names.hasItemId(firstText(item));
  }

  private identified(section: Section | null, item: ListItem, list: List): Section | null {
    const into = section ?? this.open.implicit(item, LABEL_LEVEL);
    into?.take({ ...list, items: [item] });
    return into;
  }

  private nested(item: ListItem): void {
    const [first, ...others] = item.blocks;
    const more = first?.kind === 'paragraph' ? first.lines.slice(1) : [];
    if (more.length === 0 && others.length === 0) return;
    const start = item.line + 1;
    const text: Block = { kind: 'paragraph', lines: more, line: start, end: start + more.length };
    const blocks = more.length === 0 ? others : [text, ...others];
    this.open.within(itemText(firstText(item)), () => this.read(blocks));
  }
}

function firstText(item: ListItem): string {
  const [first] = item.blocks;
  return first?.kind === 'paragraph' ? (first.lines[0] ?? '') : '';
}
