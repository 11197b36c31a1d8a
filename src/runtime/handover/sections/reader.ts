import type { Block, Heading, Paragraph } from '../lines/blocks.ts';
import { type Label, labelOf } from '../words/labels.ts';
import type { Role } from '../words/names.ts';
import { headingText } from '../words/text.ts';
import type { Fields } from './fields.ts';
import { ItemScan } from './list-labels.ts';
import type { OpenSections } from './open-sections.ts';
import type { Place } from './piece.ts';
import { joinLines } from './pieces.ts';
import { LABEL_LEVEL, type Section } from './section.ts';

/**
 * Walks the blocks once, from top to bottom. A heading or label with a known name begins a section;
 * what stands in none is prose, and so is whatever a section cannot make items of.
 */
export class Reader {
  private readonly scan: ItemScan;

  constructor(
    private readonly open: OpenSections,
    private readonly fields: Fields,
    private readonly title: Heading | null,
  ) {
    this.scan = new ItemScan(open, (blocks) => this.read(blocks));
  }

  read(blocks: readonly Block[]): void {
    for (const block of blocks) this.take(block);
  }

  private take(block: Block): void {
    if (block === this.title) return;
    this.open.endInline(block.line);
    if (block.kind === 'heading') return this.heading(block);
    if (block.kind === 'paragraph') return this.paragraph(block);
    if (block.kind === 'rule' && this.open.top?.isLabel) return this.rule(this.open.top);
    if (block.kind === 'list' && this.open.top?.isLabel && this.scan.isLabel(block)) {
      this.open.closeTop();
    }
    const section = this.open.collecting;
    if (section !== null) section.take(block);
    else if (block.kind === 'list') this.scan.list(block);
    else if (block.kind === 'table') this.scan.table(block);
    else if (block.kind === 'code') this.scan.code(block);
  }

  /** Below a label that has nothing yet it is a line under the label. */
  private rule(label: Section): void {
    if (!label.isEmpty) this.open.closeTop();
  }

  /** A known name inside the section of the same field is a part of it. */
  private heading(block: Heading): void {
    const { open } = this;
    const { names } = open.reading;
    open.closeTo(block.level);
    const section = open.collecting;
    const named = names.heading(block.text);
    const isItem = names.isItemName(block.text);
    const isPart = isItem || named === null || isSame(named.role, section?.start.role);
    if (section !== null && isPart) section.group(block.text, block, block.level);
    else if (isItem) open.implicit(block, block.level)?.group(block.text, block, block.level);
    else if (named !== null) open.begin(named.role, block.text, block, block.level, named.rest);
    open.below(headingText(block.text), block.level);
  }

  /** Lines that are labels or fields part a paragraph; what is left between them is one text. */
  private paragraph(block: Paragraph): void {
    let part: Part = { label: null, place: placeOf(block, 0), lines: [] };
    for (const [at, line] of block.lines.entries()) {
      const place = placeOf(block, at);
      const isField = this.fields.take(line, place.line);
      const label = isField ? null : labelOf(line, this.open.reading.names);
      if (!isField && label === null) {
        part.lines.push(line);
        continue;
      }
      this.part(part);
      if (label === null) part = { label, place: placeOf(block, at + 1), lines: [] };
      else if (this.isTaken(label)) part = { label, place, lines: [] };
      else part = { label: null, place, lines: [line] };
    }
    this.part(part);
  }

  /** A value goes on in the lines below it; below a label without one they are a text. */
  private part({ label, place, lines }: Part): void {
    const end = place.line + lines.length + (label === null ? 0 : 1);
    if (label !== null && label.value !== '') {
      const value = joinLines({ lines: [label.value, ...lines] });
      return this.label({ ...label, value }, { line: place.line, end });
    }
    if (label !== null) this.label(label, place);
    if (lines.length === 0) return;
    const from = label === null ? place.line : place.end;
    this.text({ kind: 'paragraph', line: from, end, lines });
  }

  private text(block: Paragraph): void {
    const section = this.open.collecting;
    if (section !== null) section.take(block);
    else if (this.scan.isScenario(block.lines)) {
      this.open.once(block, (implicit) => implicit.take(block));
    }
  }

  /** Whether the label begins, parts or ends a section; else it is a line of prose. */
  private isTaken({ role, text, value }: Label): boolean {
    const { open } = this;
    const top = open.top;
    if (role === null) {
      return value === '' && (top !== null || open.reading.names.isItemName(text));
    }
    if (role.kind === 'prose') return value === '' || top?.isLabel === true;
    const section = open.collecting;
    return section === null || section.isLabel || !isSame(role, section.start.role) || value !== '';
  }

  private label({ role, text, value, isSentence }: Label, { line, end }: Place): void {
    const place = { line, end: isSentence ? line : end };
    if (role === null) return this.unknown(text, place);
    const { open } = this;
    const section = open.collecting;
    if (section !== null && !section.isLabel && isSame(role, section.start.role)) {
      section.group(text, place, LABEL_LEVEL);
      section.inline(value, place);
      return;
    }
    if (open.top?.isLabel) open.closeTop();
    if (role.kind === 'prose' && value !== '') return;
    const begun = open.begin(role, text, place, LABEL_LEVEL, '');
    if (value !== '') open.inline(begun, value, place);
  }

  /**
   * A label that nobody knows parts the section that is open. It ends one that a label began, unless
   * it is the first thing in it.
   */
  private unknown(text: string, place: Place): void {
    const { open } = this;
    if (open.top?.isLabel && (open.top.isProse || !isOpenForGroups(open.top))) open.closeTop();
    const isItem = open.reading.names.isItemName(text);
    const section = open.collecting ?? (isItem ? open.implicit(place, LABEL_LEVEL) : null);
    section?.group(text, place, LABEL_LEVEL);
  }
}

/** A label and the lines below it, or lines without one. */
interface Part {
  readonly label: Label | null;
  readonly place: Place;
  readonly lines: string[];
}

function placeOf(block: Paragraph, at: number): Place {
  return { line: block.line + at, end: block.line + at + 1 };
}

function isOpenForGroups(section: Section): boolean {
  return section.isEmpty || section.hasGroups;
}

function isSame(role: Role, other: Role | undefined): boolean {
  return role.kind === 'field' && other?.kind === 'field' && role.key === other.key;
}
