import type { Family, ListField, ScalarField } from '../plan/index.ts';
import { type Grammar, grammarOf } from './grammar.ts';
import { isPlaceholder } from './lines.ts';
import { type Entry, ListCollector } from './list.ts';
import { unquoteBody, unquoteLine } from './quote.ts';
import { type Part, scan, type Token } from './scan.ts';
import type { DocumentProblem } from './types.ts';

export interface ListEntry {
  readonly line: number;
  readonly items: readonly Entry[];
}

/** A document as written: what stands in which field, before any value is judged. */
export interface RawDocument {
  title: string;
  readonly scalars: Map<string, Entry>;
  readonly lists: Map<string, ListEntry>;
  readonly body: string;
  readonly problems: DocumentProblem[];
  readonly notes: string[];
  /** Line of a fence that is never closed, or null. */
  readonly open_fence: number | null;
}

export function collect(text: string, family: Family): RawDocument {
  return new Collector(grammarOf(family)).run(text);
}

/**
 * Walks the tokens once. A token belongs to the open list, is a field, or goes to the body: nothing
 * is dropped.
 */
class Collector {
  private readonly grammar: Grammar;
  private title = '';
  private readonly scalars = new Map<string, Entry>();
  private readonly lists = new Map<string, ListEntry>();
  private readonly body: string[] = [];
  private readonly problems: DocumentProblem[] = [];
  private readonly notes: string[] = [];
  private open: ListCollector | null = null;
  private openFence: number | null = null;
  private previous: Token | null = null;
  /** A field was taken out here: what stood above and below it must not run together. */
  private gap = false;

  constructor(grammar: Grammar) {
    this.grammar = grammar;
  }

  run(text: string): RawDocument {
    const tokens = scan(text, this.grammar);
    const start = tokens.findIndex((token) => token.part.kind !== 'blank');
    const first = tokens[start];
    const titled = this.takeTitle(first);
    for (const token of tokens.slice(Math.max(start, 0) + (titled ? 1 : 0))) {
      this.take(token);
      this.previous = token;
    }
    this.closeList();
    return {
      title: this.title,
      scalars: this.scalars,
      lists: this.lists,
      body: unquoteBody(this.body),
      problems: this.problems,
      notes: this.notes,
      open_fence: this.openFence,
    };
  }

  private takeTitle(first: Token | undefined): boolean {
    if (first?.part.kind === 'heading' && first.part.level === 1) {
      this.title = first.part.text;
      return true;
    }
    const message =
      'The title is missing: the first line must be "# " and the title. Write it there.';
    this.problems.push({ line: first?.line ?? 0, field: null, message });
    return false;
  }

  private take(token: Token): void {
    const { part, line } = token;
    if (part.kind === 'scalar') this.takeScalar(part.field, part.value, line);
    else if (part.kind === 'list') this.openList(part.field, part.value, line, 0);
    else if (part.kind === 'heading') this.takeHeading(token, part);
    else if (part.kind === 'code' && !part.closed) this.takeOpenFence(token);
    else if (this.open === null) this.takeProse(token);
    else if (!this.open.take(token, this.isApart())) this.leaveList(token);
  }

  private takeScalar(field: ScalarField, value: string, line: number): void {
    this.closeList();
    this.gap = true;
    const before = this.scalars.get(field.key);
    if (before !== undefined) this.repeated(field.label, before.line, line);
    else this.scalars.set(field.key, { line, text: this.referenceOr(field, value) });
  }

  /** "none" where an id may be left out is no reference to work of that name. */
  private referenceOr(field: ScalarField, value: string): string {
    if (field.type !== 'id' || field.required || !isPlaceholder(value)) return value;
    this.notes.push(`${field.label} "${value}" was read as no value.`);
    return '';
  }

  private takeHeading(token: Token, part: Part & { kind: 'heading' }): void {
    if (part.field !== null) this.openList(part.field, '', token.line, part.level);
    else if (this.open?.holdsHeading(part.level) === true) this.open.subheading(part.text, token);
    else this.leaveList(token);
  }

  private openList(field: ListField, value: string, line: number, level: number): void {
    this.closeList();
    this.gap = true;
    const before = this.lists.get(field.key);
    if (before !== undefined) this.repeated(field.label, before.line, line);
    this.open = new ListCollector(field, line, level);
    if (value !== '') this.open.inline(value, line);
  }

  private takeOpenFence(token: Token): void {
    this.openFence = token.line;
    this.leaveList(token);
  }

  private leaveList(token: Token): void {
    this.closeList();
    this.keep(token.raw);
  }

  private closeList(): void {
    const list = this.open;
    if (list === null) return;
    this.open = null;
    const closed = list.close();
    if (!this.lists.has(list.field.key)) {
      this.lists.set(list.field.key, { line: list.line, items: closed.items });
    }
    for (const lines of closed.rest) {
      this.keep(lines);
      this.gap = true;
    }
    this.notes.push(...closed.notes);
  }

  /**
   * Blank lines between two paragraphs stay; those around a field that was taken out do not count.
   */
  private keep(lines: readonly string[]): void {
    const blank = lines.every((line) => line.trim() === '');
    if (blank && this.gap) return;
    if (this.gap && this.body.length > 0 && this.body.at(-1)?.trim() !== '') this.body.push('');
    this.gap = false;
    for (const line of lines) this.body.push(unquoteLine(line, this.grammar));
  }

  private takeProse(token: Token): void {
    const before = this.previous?.part;
    if (token.part.kind === 'text' && before?.kind === 'scalar') {
      const { label } = before.field;
      this.notes.push(
        `Line ${token.line} stands below ${label}, which takes one line; it is kept as prose.`,
      );
    }
    this.keep(token.raw);
  }

  private isApart(): boolean {
    const kind = this.previous?.part.kind;
    return kind === 'blank' || kind === 'code';
  }

  private repeated(label: string, first: number, line: number): void {
    const message =
      `${label} is given twice, on lines ${first} and ${line}. ` +
      'Keep one of them; where a line is only prose, write "> " in front of it.';
    this.problems.push({ line, field: label, message });
  }
}
