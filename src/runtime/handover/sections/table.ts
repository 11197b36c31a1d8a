import type { Row, Table } from '../lines/blocks.ts';
import type { Names } from '../words/names.ts';
import { itemText } from '../words/text.ts';
import type { Piece } from './piece.ts';

const ID_LENGTH_MAX = 16;
const STEP_HEADS = /^(?:given|when|then)$/i;

/**
 * Each row is one item: its id, then its longest column, then the others with their heads in
 * brackets. No cell is dropped unless it is empty or only a mark.
 */
export function piecesOfTable(table: Table, prefix: readonly string[], names: Names): Piece[] {
  const id = idColumn(table, names);
  const main = mainColumn(table, id);
  const head = { line: table.line, end: table.rows[0]?.line ?? table.end };
  return table.rows.flatMap((row, at) => {
    const text = rowText(table.head, row, id, main);
    const places = at === 0 ? [head, row] : [row];
    return text === '' ? [] : [{ kind: 'item' as const, text, prefix, places }];
  });
}

/** What stands in one column, a line of a cell each; the first column says of what. */
export function piecesOfColumn(table: Table, column: number, prefix: readonly string[]): Piece[] {
  return table.rows.flatMap((row) => {
    const of = column === 0 ? '' : itemText(row.cells[0] ?? '');
    const below = of === '' ? prefix : [...prefix, of];
    return linesOfCell(row.cells[column] ?? '').map((text) => ({
      kind: 'item' as const,
      text,
      prefix: below,
      places: [],
    }));
  });
}

export function linesOfCell(cell: string): string[] {
  return cell
    .split(/<br\s*\/?>/i)
    .map((line) => itemText(line.replace(/^\s*(?:[-*+\u2022]|\d{1,3}[.)])\s+/, '')))
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
}

function idColumn({ head, rows }: Table, names: Names): number | null {
  if (head.length < 2) return null;
  const isShort = rows.every(({ cells }) => (cells[0] ?? '').length <= ID_LENGTH_MAX);
  return isShort && names.isIdColumn(head[0] ?? '') ? 0 : null;
}

function mainColumn({ head, rows }: Table, id: number | null): number {
  const sizes = head.map((_, column) =>
    column === id ? -1 : rows.reduce((sum, { cells }) => sum + (cells[column] ?? '').length, 0),
  );
  const first = id === 0 ? 1 : 0;
  return sizes.reduce((best, size, at) => (size > (sizes[best] ?? 0) ? at : best), first);
}

function rowText(head: readonly string[], { cells }: Row, id: number | null, main: number): string {
  const text = (column: number) => itemText(linesOfCell(cells[column] ?? '').join('; '));
  const others = cells.map((_, at) => at).filter((at) => at !== id && at !== main);
  const named = (at: number) => {
    const name = itemText(head[at] ?? '');
    const value = text(at);
    return value === '' ? [] : [name === '' ? value : `${name}: ${value}`];
  };
  if (head.some((cell) => STEP_HEADS.test(cell))) return stepsText(head, cells, id);
  const aside = others.flatMap(named).join(', ');
  const body = [text(main), aside === '' ? '' : `(${aside})`].filter((part) => part !== '');
  const front = id === null ? '' : text(id);
  return [front, body.join(' ')].filter((part) => part !== '').join(': ');
}

/** Columns Given, When and Then read as one sentence. */
function stepsText(head: readonly string[], cells: readonly string[], id: number | null): string {
  const parts = cells.map((cell, at) => {
    const text = itemText(linesOfCell(cell).join('; '));
    const isStep = STEP_HEADS.test(head[at] ?? '');
    return text === '' || !isStep || STEP_HEADS.test(text.split(' ')[0] ?? '')
      ? text
      : `${head[at]} ${text}`;
  });
  const front = id === null ? [] : parts.splice(id, 1);
  return [...front, parts.filter((part) => part !== '').join(', ')].join(': ');
}
