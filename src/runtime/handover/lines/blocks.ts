import type { Token } from 'markdown-it';
import type { SourceLine } from './html.ts';
import { itemsOfRun, ROWS, RUN, tokensOf } from './markdown.ts';

interface Place {
  /** From 0, among the lines that were read. */
  readonly line: number;
  /** The line behind it. */
  readonly end: number;
}

export interface Heading extends Place {
  readonly kind: 'heading';
  readonly level: number;
  readonly text: string;
}

/** Lines of prose, without the indentation and the marks of what they stand in. */
export interface Paragraph extends Place {
  readonly kind: 'paragraph';
  readonly lines: readonly string[];
}

export interface List extends Place {
  readonly kind: 'list';
  readonly mark: string;
  readonly items: readonly ListItem[];
}

export interface ListItem extends Place {
  readonly blocks: readonly Block[];
}

export interface Table extends Place {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row extends Place {
  readonly cells: readonly string[];
}

export interface Code extends Place {
  readonly kind: 'code';
  readonly info: string;
  readonly fenced: boolean;
  readonly lines: readonly string[];
}

export interface Rule extends Place {
  readonly kind: 'rule' | 'html';
}

export type Block = Heading | Paragraph | List | Table | Code | Rule;

/** Quotes are looked through: what stands in one is read as if it stood outside. */
export function blocksOf(lines: readonly SourceLine[]): Block[] {
  const text = lines.map((line) => line.text).join('\n');
  return new Tree(tokensOf(text)).blocks();
}

class Tree {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Up to the token that closes what was opened. */
  blocks(): Block[] {
    const out: Block[] = [];
    for (let token = this.tokens[this.at]; token !== undefined; token = this.tokens[this.at]) {
      if (token.nesting === -1 && token.type !== 'blockquote_close') break;
      this.at += 1;
      this.take(token, out);
    }
    return out;
  }

  private take(token: Token, out: Block[]): void {
    const { type } = token;
    if (type === 'heading_open') this.heading(token, out);
    else if (type === 'paragraph_open') this.paragraph(token, out);
    else if (type === 'bullet_list_open' || type === 'ordered_list_open') {
      addList(out, this.list(token));
    } else if (type === RUN) addList(out, listOfRun(token));
    else if (type === ROWS) out.push(tableOf(token));
    else if (type === 'fence' || type === 'code_block') out.push(codeOf(token));
    else if (type === 'hr') out.push({ kind: 'rule', ...placeOf(token) });
    else if (type === 'html_block') out.push({ kind: 'html', ...placeOf(token) });
  }

  /** A line of dashes below prose is a rule; it underlines only what can be a heading. */
  private heading(token: Token, out: Block[]): void {
    const text = this.inline();
    const place = placeOf(token);
    const isUnderlined = token.markup === '-' || token.markup === '=';
    if (isUnderlined && !isHeadingText(text)) {
      const end = place.end - 1;
      out.push({ kind: 'paragraph', line: place.line, end, lines: text.split('\n') });
      out.push({ kind: 'rule', line: end, end: place.end });
      return;
    }
    out.push({ kind: 'heading', level: Number(token.tag.slice(1)), text, ...place });
  }

  private paragraph(token: Token, out: Block[]): void {
    out.push({ kind: 'paragraph', lines: this.inline().split('\n'), ...placeOf(token) });
  }

  /** The text between an opening and a closing token. */
  private inline(): string {
    const text = this.tokens[this.at]?.content ?? '';
    this.at += 2;
    return text;
  }

  private list(token: Token): List {
    const items: ListItem[] = [];
    for (let item = this.tokens[this.at]; item?.nesting === 1; item = this.tokens[this.at]) {
      this.at += 1;
      items.push({ ...placeOf(item), blocks: this.blocks() });
      this.at += 1;
    }
    this.at += 1;
    return { kind: 'list', mark: token.markup, items, ...placeOf(token) };
  }
}

function placeOf(token: Token): Place {
  const [line, end] = token.map ?? [0, 0];
  return { line, end };
}

/** The last item of a run comes as a list of its own. */
function addList(out: Block[], list: List): void {
  const before = out.at(-1);
  if (before?.kind !== 'list' || before.mark !== list.mark || before.end !== list.line) {
    out.push(list);
    return;
  }
  const items = [...before.items, ...list.items];
  out.splice(-1, 1, { ...before, items, end: list.end });
}

function listOfRun(token: Token): List {
  const items = itemsOfRun(token).map(({ line, text }): ListItem => {
    const place = { line, end: line + 1 };
    return { ...place, blocks: [{ kind: 'paragraph', lines: [text], ...place }] };
  });
  return { kind: 'list', mark: token.markup, items, ...placeOf(token) };
}

const HEADING_LENGTH_MAX = 120;

function isHeadingText(text: string): boolean {
  if (text.includes('\n') || text.length > HEADING_LENGTH_MAX) return false;
  return !/[.;,!]$/.test(text) && !/^[*_]{1,2}[^*_]+[*_:]{2,3}\s+\S/.test(text);
}

function codeOf(token: Token): Code {
  const fenced = token.type === 'fence';
  const lines = token.content.replace(/\n$/, '').split('\n');
  return { kind: 'code', info: token.info.trim().toLowerCase(), fenced, lines, ...placeOf(token) };
}

function tableOf(token: Token): Table {
  const { line, end } = placeOf(token);
  const [head = [], , ...rows] = token.content.split('\n').map(cellsOf);
  return {
    kind: 'table',
    line,
    end,
    head,
    rows: rows.map((cells, at) => ({ cells, line: line + 2 + at, end: line + 3 + at })),
  };
}

/** A pipe behind a backslash is a letter of its cell. */
export function cellsOf(text: string): string[] {
  const line = text.trim();
  const inner = line.slice(line.startsWith('|') ? 1 : 0, /(?<!\\)\|$/.test(line) ? -1 : undefined);
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
}
