import { printable } from '../runtime/text/printable.ts';
import { fitted, padded, widthOf } from './columns.ts';
import { timeText } from './times.ts';

const INDENT = '  ';
const CELL_COLUMNS_MAX = 60;
const ITEM_COLUMNS_MAX = 400;

type Row = Record<string, unknown>;

/**
 * Any answer as text for a person: one line per value, a table per list of objects, `next` last. Times are
 * told as people say them at `now_ms`.
 */
export function renderAnswer(answer: Row, now_ms: number): string {
  const { next, ...facts } = spoken(answer, now_ms);
  const lines = entries(facts);
  if (typeof next === 'string') lines.push(`next: ${printable(next).replaceAll('\n', ' ')}`);
  return printable(`${lines.join('\n')}\n`);
}

/** Only values that are nothing but a time: within a sentence the time stays exact. */
function spoken(row: Row, now_ms: number): Row {
  const say = (value: unknown): unknown => {
    if (typeof value === 'string') return timeText(value, now_ms) ?? value;
    if (Array.isArray(value)) return value.map(say);
    return isRow(value) ? spoken(value, now_ms) : value;
  };
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, say(value)]));
}

function entries(facts: Row): string[] {
  return Object.entries(facts).flatMap(([key, value]) => entry(key, value));
}

function entry(key: string, value: unknown): string[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return list(key, value);
  if (isRow(value)) return under(key, entries(value));
  const text = printable(String(value));
  return text.includes('\n') ? under(key, text.trimEnd().split('\n')) : [`${key}: ${text}`];
}

function list(key: string, values: readonly unknown[]): string[] {
  if (values.every(isRow)) return under(key, fits(values) ? table(values) : blocks(values));
  return under(
    key,
    values.map((value) => `- ${cell(value, ITEM_COLUMNS_MAX)}`),
  );
}

function under(key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${key}:`, ...lines.map((line) => INDENT + line)];
}

/** A table is for what can be read at a glance; a longer text would be cut. */
function fits(rows: readonly Row[]): boolean {
  const texts = rows.flatMap((row) => Object.values(row)).filter((one) => typeof one === 'string');
  return texts.every((text) => widthOf(text) <= CELL_COLUMNS_MAX);
}

/** One after the other, each begun by a dash. */
function blocks(rows: readonly Row[]): string[] {
  return rows.flatMap((row) =>
    entries(row).map((line, at) => `${at === 0 ? '- ' : INDENT}${line}`),
  );
}

function table(rows: readonly Row[]): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const filled = columns.filter((column) => rows.some((row) => cell(row[column]) !== ''));
  if (filled.length === 0) return [];
  const cells = [filled, ...rows.map((row) => filled.map((column) => cell(row[column])))];
  const widths = filled.map((_, at) => Math.max(...cells.map((line) => widthOf(line[at] ?? ''))));
  return cells.map((line) =>
    line
      .map((text, at) => padded(text, widths[at] ?? 0))
      .join(INDENT)
      .trimEnd(),
  );
}

function cell(value: unknown, columns = CELL_COLUMNS_MAX): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return joined(value, columns);
  if (isRow(value)) return JSON.stringify(value);
  return fitted(printable(String(value)), columns);
}

/** A list in a cell, or how much it holds when it would make the table too wide to read. */
function joined(values: readonly unknown[], columns: number): string {
  const text = values.map((one) => cell(one, columns)).join(', ');
  return widthOf(text) <= columns ? text : `${values.length} entries`;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
