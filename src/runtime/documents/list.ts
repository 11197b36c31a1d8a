import type { ListField } from '../plan/index.ts';
import { isCheckItem } from './checks.ts';
import { bulletOf, cleanItem, clip, NESTED_COLUMNS } from './lines.ts';
import type { Token } from './scan.ts';

/** How much of a parent bullet stands in front of a nested one. */
const PARENT_LENGTH_MAX = 80;

export interface Entry {
  readonly line: number;
  readonly text: string;
}

interface Item {
  /**
   * The bullet's text and the lines wrapped below it; folded into `text` when the list is closed.
   */
  readonly lines: string[];
  text: string;
  readonly line: number;
  readonly indent: number;
  readonly parent: Item | null;
  /** The heading inside the section that the item stands under, or empty. */
  readonly section: string;
}

/** Something in a list that is no bullet. */
interface Loose {
  readonly kind: 'prose' | 'code' | 'heading';
  readonly lines: string[];
  readonly line: number;
  /** Text of a heading, which need not be kept where items carry it. */
  readonly section: string;
}

export interface ClosedList {
  readonly items: readonly Entry[];
  /** Prose and code that stood between the bullets, for the body. */
  readonly rest: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/**
 * One list while it is read. A list that a label opened ends at prose that stands apart from it;
 * one that a heading opened ends at the next heading of that level or above. Without any bullet
 * each paragraph is an item. A nested bullet is an item of its own, written `parent: child`; a
 * check, or an entry of a list of references to other work, stands alone.
 */
export class ListCollector {
  readonly field: ListField;
  readonly line: number;
  private readonly level: number;
  private readonly items: Item[] = [];
  private readonly loose: Loose[] = [];
  private readonly notes: string[] = [];
  private section = '';
  private last: 'item' | 'loose' | null = null;

  /** `level` is that of the heading, 0 after a label. */
  constructor(field: ListField, line: number, level: number) {
    this.field = field;
    this.line = line;
    this.level = level;
  }

  /** The value on the label's own line; references to other work may be separated by commas. */
  inline(value: string, line: number): void {
    const texts = this.field.placeholders ? value.split(',') : [value];
    for (const text of texts) this.add(text.trim(), line, 0);
  }

  holdsHeading(level: number): boolean {
    return this.level > 0 && level > this.level;
  }

  subheading(text: string, token: Token): void {
    this.section = text;
    this.last = null;
    const { line, raw } = token;
    this.loose.push({ kind: 'heading', lines: [...raw], line, section: text });
  }

  /** False = the token is no part of the list, which ends before it. */
  take(token: Token, apart: boolean): boolean {
    const { part } = token;
    if (part.kind === 'blank') return true;
    if (part.kind === 'item') return this.add(part.text, token.line, token.indent);
    if (part.kind === 'code') return this.takeCode(token, apart);
    if (part.kind === 'rule') return false;
    return this.takeText(token, apart);
  }

  close(): ClosedList {
    for (const item of this.items) item.text = foldLines(item.lines);
    const items = this.items.filter((item) => item.text !== '');
    const hasBullets = items.length > 0;
    const carried = new Set(items.map((item) => item.section));
    const prose = hasBullets ? [] : this.loose.filter((part) => part.kind === 'prose');
    const rest = this.loose.filter((part) =>
      part.kind === 'heading' ? !carried.has(part.section) : part.kind === 'code' || hasBullets,
    );
    return {
      items: [
        ...items.map((item) => ({ line: item.line, text: this.compose(item) })),
        ...prose.map((part) => ({ line: part.line, text: foldLines(part.lines) })),
      ],
      rest: rest.map((part) => part.lines),
      notes: this.notes,
    };
  }

  private add(text: string, line: number, indent: number): true {
    const above = this.items.at(-1);
    const fits = above !== undefined && above.section === this.section;
    const parent = fits ? parentFor(above, indent) : null;
    this.items.push({ lines: [text], text: '', line, indent, parent, section: this.section });
    this.last = 'item';
    return true;
  }

  private takeCode(token: Token, apart: boolean): boolean {
    if (this.level === 0 && apart && token.indent < NESTED_COLUMNS) return false;
    const [opening = '', ...others] = token.raw;
    const first = bulletOf(opening) ?? outdented(opening, token.indent);
    const lines = [first, ...others.map((line) => outdented(line, token.indent))];
    this.loose.push({ kind: 'code', lines, line: token.line, section: '' });
    this.notes.push(
      `The code on line ${token.line} was moved from ${this.field.label} to the body; ` +
        'items are single lines.',
    );
    return true;
  }

  private takeText(token: Token, apart: boolean): boolean {
    const line = token.raw[0] ?? '';
    const foreign = token.part.kind === 'foreign' && this.level === 0;
    const wrapped = !apart && this.last !== null && !foreign && !line.startsWith('>');
    if (wrapped || (this.last === 'item' && token.indent >= NESTED_COLUMNS)) {
      this.join(line);
      return true;
    }
    if (this.level === 0 && (apart || foreign || this.last !== null)) return false;
    this.loose.push({ kind: 'prose', lines: [line], line: token.line, section: '' });
    this.last = 'loose';
    return true;
  }

  private join(line: string): void {
    const item = this.items.at(-1);
    if (this.last === 'item' && item !== undefined) item.lines.push(line);
    else this.loose.at(-1)?.lines.push(line);
  }

  private compose(item: Item): string {
    const above = item.parent === null ? item.section : this.compose(item.parent);
    const alone =
      above === '' ||
      this.field.placeholders ||
      (this.field.checks && (isCheckItem(item.text) || isCheckItem(above)));
    if (alone) return item.text;
    return `${clip(above, PARENT_LENGTH_MAX).replace(/[\s:.;,]+$/, '')}: ${item.text}`;
  }
}

function parentFor(above: Item, indent: number): Item | null {
  let parent: Item | null = above;
  while (parent !== null && indent < parent.indent + NESTED_COLUMNS) parent = parent.parent;
  return parent;
}

function foldLines(lines: readonly string[]): string {
  return cleanItem(lines.map((line) => line.trim()).join(' '));
}

function outdented(line: string, columns: number): string {
  let at = 0;
  while (at < columns && (line[at] === ' ' || line[at] === '\t')) at += 1;
  return line.slice(at);
}
