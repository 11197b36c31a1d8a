import MarkdownIt, { type StateBlock, type Token } from 'markdown-it';

/** One line of a list whose items all take one line. */
export interface RunItem {
  /** From 0. */
  readonly line: number;
  readonly text: string;
}

export const RUN = 'run_of_items';
export const ROWS = 'rows_of_table';

/**
 * The grammar of blocks alone: what stands in a line is not looked at, so a document costs what its
 * lines cost. Runs of one-line items and rows of a table are one token each; as the library's own
 * they are five tokens a line and more, and a cell that the head does not name is dropped.
 */
const parser = new MarkdownIt('default', { html: true });
parser.block.ruler.disable(['reference']);
parser.block.ruler.at('table', rowsOfTable, { alt: ['paragraph'] });
parser.block.ruler.before('list', RUN, runOfItems);

const runs = new WeakMap<Token, readonly RunItem[]>();

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  parser.block.parse(text, parser, {}, tokens);
  return tokens;
}

export function itemsOfRun(token: Token): readonly RunItem[] {
  return runs.get(token) ?? [];
}

/**
 * Items of one line each, up to the one before the last: only the line behind an item tells that
 * it takes no more lines.
 */
function runOfItems(state: StateBlock, from: number, to: number, silent: boolean): boolean {
  if (silent) return false;
  let item = itemAt(state, from);
  if (item === null) return false;
  const { mark } = item;
  const items: RunItem[] = [];
  for (let at = nextLine(state, from, to); at < to; at = nextLine(state, at, to)) {
    const next = state.sCount[at] === state.sCount[from] ? itemAt(state, at) : null;
    if (next?.mark !== mark) break;
    items.push(item);
    item = next;
  }
  if (items.length === 0) return false;
  const token = state.push(RUN, '', 0);
  token.map = [from, item.line];
  token.markup = mark;
  runs.set(token, items);
  state.line = item.line;
  return true;
}

function nextLine(state: StateBlock, line: number, to: number): number {
  let at = line + 1;
  while (at < to && state.isEmpty(at)) at += 1;
  return at;
}

/** What begins like this is a paragraph and nothing else. */
const ITEM =
  /([-*+]|\d{1,9}([.)])) {1,4}(?=[A-Za-z"'($@/&%[\u0080-\uffff]|\*\*|__|`(?!``)|\d(?!\d{0,8}[.)]))/y;

/** The item on a line that is one and nothing else, or null. */
function itemAt(state: StateBlock, line: number): (RunItem & { readonly mark: string }) | null {
  if ((state.sCount[line] ?? 0) - state.blkIndent >= 4) return null;
  const end = state.eMarks[line] ?? 0;
  ITEM.lastIndex = startOf(state, line);
  const found = ITEM.exec(state.src);
  if (found === null || ITEM.lastIndex >= end) return null;
  const text = state.src.slice(ITEM.lastIndex, end).trimEnd();
  return { line, text, mark: found[2] ?? found[1] ?? '' };
}

/** A head with a rule below it, and every line behind that has a cell. */
function rowsOfTable(state: StateBlock, from: number, to: number, silent: boolean): boolean {
  if (from + 2 > to || !hasCell(state, from) || !isRule(state, from + 1)) return false;
  if (silent) return true;
  let end = from + 2;
  while (end < to && hasCell(state, end)) end += 1;
  const token = state.push(ROWS, '', 0);
  token.map = [from, end];
  token.content = linesOf(state, from, end).join('\n');
  state.line = end;
  return true;
}

function hasCell(state: StateBlock, line: number): boolean {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  if (indent < 0 || indent >= 4) return false;
  return state.src.slice(startOf(state, line), state.eMarks[line]).includes('|');
}

function isRule(state: StateBlock, line: number): boolean {
  if (!hasCell(state, line)) return false;
  const text = state.src.slice(startOf(state, line), state.eMarks[line]);
  return text.includes('-') && /^[|:\s-]+$/.test(text);
}

function linesOf(state: StateBlock, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) =>
    state.src.slice(startOf(state, from + at), state.eMarks[from + at]),
  );
}

function startOf(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
}
