import { type Grammar, type LineMeaning, meaningOf } from './grammar.ts';
import {
  bulletOf,
  CODE_COLUMNS,
  closesFence,
  type Fence,
  fenceOf,
  indentOf,
  isRule,
  NESTED_COLUMNS,
} from './lines.ts';

/**
 * A document as a row of tokens: one a line, except for fenced code, which is one token whatever it
 * holds.
 */
export interface Token {
  /** 1-based number of the first line. */
  readonly line: number;
  readonly raw: readonly string[];
  readonly indent: number;
  readonly part: Part;
}

export type Part =
  | { readonly kind: 'blank' | 'text' | 'rule' }
  | { readonly kind: 'item'; readonly text: string }
  | { readonly kind: 'code'; readonly closed: boolean }
  | LineMeaning;

const BLANK: Part = { kind: 'blank' };
const TEXT: Part = { kind: 'text' };
const RULE: Part = { kind: 'rule' };

export function scan(text: string, grammar: Grammar): Token[] {
  const lines = text.split('\n');
  const tokens: Token[] = [];
  let inItem = false;
  let blank = true;
  for (let index = 0; index < lines.length; ) {
    const token = tokenAt(lines, index, inItem, grammar);
    tokens.push(token);
    inItem = staysInItem(token, inItem, blank);
    blank = token.part.kind === 'blank';
    index += token.raw.length;
  }
  return tokens;
}

function tokenAt(
  lines: readonly string[],
  index: number,
  inItem: boolean,
  grammar: Grammar,
): Token {
  const line = lines[index] ?? '';
  const indent = indentOf(line);
  const fence = indent < CODE_COLUMNS || inItem ? fenceOf(line) : null;
  if (fence !== null) return codeAt(lines, index, fence);
  const part = partOf(line, indent, inItem, grammar);
  const nested = part.kind === 'item' ? fenceOf(part.text) : null;
  const end = nested === null ? null : bulletFenceEnd(lines, index, nested);
  if (end === null) return { line: index + 1, raw: [line], indent, part };
  const code: Part = { kind: 'code', closed: true };
  return {
    line: index + 1,
    raw: lines.slice(index, end),
    indent: indent + NESTED_COLUMNS,
    part: code,
  };
}

function partOf(line: string, indent: number, inItem: boolean, grammar: Grammar): Part {
  if (line.trim() === '') return BLANK;
  const meaning = indent < NESTED_COLUMNS ? meaningOf(line, grammar) : null;
  if (meaning !== null) return meaning;
  if (indent >= CODE_COLUMNS && !inItem) return TEXT;
  if (isRule(line)) return RULE;
  const bullet = bulletOf(line);
  return bullet === null ? TEXT : { kind: 'item', text: bullet };
}

/** Without a closing line the fence runs to the end of the document. */
function codeAt(lines: readonly string[], index: number, fence: Fence): Token {
  let end = index + 1;
  while (end < lines.length && !closesFence(lines[end] ?? '', fence)) end += 1;
  const closed = end < lines.length;
  const raw = lines.slice(index, end + 1);
  return { line: index + 1, raw, indent: fence.indent, part: { kind: 'code', closed } };
}

/**
 * A fence that opens behind a bullet counts only when it closes inside the bullet; else it is the
 * bullet's text.
 */
function bulletFenceEnd(lines: readonly string[], index: number, fence: Fence): number | null {
  const inside = indentOf(lines[index] ?? '') + NESTED_COLUMNS;
  for (let at = index + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) < inside) return null;
    if (closesFence(line, fence)) return at + 1;
  }
  return null;
}

/** Inside an item deep indentation means nesting, outside it means code. */
function staysInItem(token: Token, inItem: boolean, afterBlank: boolean): boolean {
  const { kind } = token.part;
  if (kind === 'item' || kind === 'list') return true;
  if (kind === 'blank' || token.indent >= NESTED_COLUMNS) return inItem;
  return inItem && kind === 'text' && !afterBlank;
}
