import { type Block, type Code, cellsOf, type Paragraph } from '../lines/blocks.ts';
import type { Role } from '../words/names.ts';
import { headingText, itemText } from '../words/text.ts';
import type { Gherkin } from './gherkin.ts';
import { Group } from './group.ts';
import type { Piece, Place } from './piece.ts';
import { joinLines, piecesOfIndented, piecesOfList, type Reading } from './pieces.ts';
import { withScenarios } from './scenario.ts';
import { piecesOfTable } from './table.ts';

export interface SectionStart {
  readonly role: Role;
  readonly name: string;
  /** The heading that it stands below, or empty. */
  readonly where: string;
  /** Of its heading; a label ends at any heading. */
  readonly level: number;
  readonly place: Place;
  /** What its heading says beside the name. */
  readonly rest: string;
}

export const LABEL_LEVEL = 7;

/** A part of the document that fills a field, or, with the role `prose`, one that fills none. */
export class Section {
  private readonly groups: [Group, ...Group[]];
  /** Groups that the newest one stands below, and itself, outermost first. */
  private readonly open: Group[] = [];

  constructor(
    readonly start: SectionStart,
    private readonly reading: Reading,
    private readonly gherkin: Gherkin,
  ) {
    const { rest, place, level } = start;
    this.groups = [new Group('', rest === '' ? [] : [rest], place, level)];
  }

  get isLabel(): boolean {
    return this.start.level === LABEL_LEVEL;
  }

  get isProse(): boolean {
    return this.start.role.kind === 'prose';
  }

  get isEmpty(): boolean {
    return this.groups.every(({ pieces }) => pieces.length === 0);
  }

  /** Labels that nobody knows part it. */
  get hasGroups(): boolean {
    return this.groups.length > 1;
  }

  group(raw: string, place: Place, level: number): void {
    const text = headingText(raw);
    while ((this.open.at(-1)?.level ?? 0) >= level) this.open.pop();
    const above = this.open.at(-1) ?? this.groups[0];
    const group = new Group(text, [...above.prefix, text], place, level);
    this.groups.push(group);
    this.open.push(group);
  }

  /** A value on the line of the label. */
  inline(raw: string, place: Place): void {
    const text = itemText(raw);
    if (text === '') return;
    this.current.pieces.push({ kind: 'item', text, prefix: this.prefix, places: [place] });
  }

  /** Anything but a heading. Code is a scenario, or stays in the prose. */
  take(block: Block): void {
    if (this.isProse) return;
    if (block.kind === 'list') this.add(piecesOfList(block, this.prefix, this.reading));
    else if (block.kind === 'table') {
      this.add(piecesOfTable(block, this.prefix, this.reading.names));
    } else if (block.kind === 'paragraph') this.takeParagraph(block);
    else if (block.kind === 'code') this.takeCode(block);
    else if (block.kind === 'rule') this.current.endProse();
  }

  /** What it holds when all of it has been read, and the lines that this takes from the prose. */
  close(): { readonly items: readonly Piece[]; readonly taken: readonly Place[] } {
    const { names, steps } = this.reading;
    const isScenario = (text: string) => names.isScenario(text);
    for (const group of this.groups) {
      group.replace(withScenarios(group.pieces, steps, isScenario));
    }
    const [own, ...others] = this.groups;
    const found = others.flatMap((group, at) => {
      const isName = names.isItemName(group.text);
      return group.items({ isParent: this.isParent(at + 1), isName });
    });
    const items = own.introduction(found.length > 0).concat(found);
    if (items.length === 0) return { items, taken: [] };
    return { items, taken: [this.start.place, ...items.flatMap(({ places }) => places)] };
  }

  private isParent(at: number): boolean {
    const level = this.groups[at]?.level ?? 0;
    return (this.groups[at + 1]?.level ?? 0) > level;
  }

  private get current(): Group {
    return this.groups.at(-1) ?? this.groups[0];
  }

  private get prefix(): readonly string[] {
    return this.current.prefix;
  }

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) this.current.pieces.push(piece);
  }

  private takeCode(code: Code): void {
    const isFeature = /^(?:gherkin|feature|cucumber)/.test(code.info);
    const isScenario = isFeature || (code.info === '' && this.gherkin.isLike(code.lines));
    if (!isScenario && !code.fenced) return this.add(piecesOfIndented(code, this.prefix));
    if (!isScenario) return this.reading.code(code);
    const first = code.fenced ? code.line + 1 : code.line;
    this.add(withFence(this.gherkin.read(code.lines, first, this.prefix), code));
  }

  /** Lines that are rows or steps are read one by one; all others are one text. */
  private takeParagraph(block: Paragraph): void {
    const { names, steps } = this.reading;
    if (block.lines.every((line) => line.trimStart().startsWith('|'))) {
      const rows = block.lines.map((line, at) => {
        const place = { line: block.line + at, end: block.line + at + 1 };
        return { cells: cellsOf(line), ...place };
      });
      this.add(piecesOfTable({ ...block, kind: 'table', head: [], rows }, this.prefix, names));
      return;
    }
    const isStep = block.lines.map(
      (line) => steps.meaningOf(line).size > 0 || names.isScenario(line),
    );
    const hasThen = block.lines.some((line) =>
      [...steps.meaningOf(line).values()].includes('outcome'),
    );
    const starts = hasThen ? isStep : [];
    for (let from = 0; from < block.lines.length; ) {
      let to = from + 1;
      while (to < block.lines.length && starts[to] !== true) to += 1;
      const lines = block.lines.slice(from, to);
      this.prose(joinLines({ lines }), { line: block.line + from, end: block.line + to });
      from = to;
    }
  }

  private prose(raw: string, place: Place): void {
    const text = itemText(raw);
    if (text === '' || this.current.isClosed) return;
    this.current.pieces.push({ kind: 'prose', text, prefix: this.prefix, places: [place] });
  }
}

/** Marks around code go with the first scenario when nothing else stands between them. */
function withFence([first, ...others]: Piece[], code: Code): Piece[] {
  if (first === undefined) return [];
  const used = new Set<number>();
  for (const { line, end } of [first, ...others].flatMap(({ places }) => places)) {
    for (let at = line; at < end; at += 1) used.add(at);
  }
  const start = code.fenced ? code.line + 1 : code.line;
  const isLeft = code.lines.some((line, at) => line.trim() !== '' && !used.has(start + at));
  return isLeft ? [first, ...others] : [{ ...first, places: [...first.places, code] }, ...others];
}
