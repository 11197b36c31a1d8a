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

interface At {
  /** 1-based number of the first line. */
  readonly line: number;
  readonly raw: readonly string[];
  readonly indent: number;
}

/** A document as a row of tokens: one a line, except for fenced code, which is one token whatever it holds. */
export type Token = At &
  (
    | { readonly kind: 'blank' | 'text' | 'rule' }
    | { readonly kind: 'item'; readonly text: string }
    | { readonly kind: 'code'; readonly closed: boolean }
    | LineMeaning
  );

export function scan(text: string, grammar: Grammar): Token[] {
  const lines = text.split('\n');
  const tokens: Token[] = [];
  let inItem = false;
  let blank = true;
  for (let index = 0; index < lines.length; ) {
    const token = tokenAt(lines, index, inItem, grammar);
    tokens.push(token);
    inItem = staysInItem(token, inItem, blank);
    blank = token.kind === 'blank';
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
  const at = { line: index + 1, raw: [line], indent };
  if (line.trim() === '') return { ...at, kind: 'blank' };
  const meaning = meaningOf(line, grammar);
  if (meaning !== null) return { ...at, ...meaning };
  if (indent >= CODE_COLUMNS && !inItem) return { ...at, kind: 'text' };
  const fence = fenceOf(line);
  if (fence !== null) return codeAt(lines, index, fence);
  if (isRule(line)) return { ...at, kind: 'rule' };
  const bullet = bulletOf(line);
  if (bullet === null) return { ...at, kind: 'text' };
  const nested = fenceOf(bullet);
  const end = nested === null ? null : bulletFenceEnd(lines, index, nested);
  if (end === null) return { ...at, kind: 'item', text: bullet };
  const raw = lines.slice(index, end);
  return { ...at, kind: 'code', indent: indent + NESTED_COLUMNS, raw, closed: true };
}

/** Without a closing line the fence runs to the end of the document. */
function codeAt(lines: readonly string[], index: number, fence: Fence): Token {
  let end = index + 1;
  while (end < lines.length && !closesFence(lines[end] ?? '', fence)) end += 1;
  const closed = end < lines.length;
  const raw = lines.slice(index, end + 1);
  return { kind: 'code', line: index + 1, raw, indent: fence.indent, closed };
}

/** A fence that opens behind a bullet counts only when it closes inside the bullet; else it is the bullet's text. */
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
  if (token.kind === 'item') return true;
  if (token.kind === 'list') return true;
  if (token.kind === 'blank') return inItem;
  if (token.indent >= NESTED_COLUMNS) return inItem;
  return inItem && token.kind === 'text' && !afterBlank;
}
