import { headOf } from '../text/cut.ts';

/**
 * Shapes of single lines. Everything here is about one line at a time and knows no family.
 * The patterns are anchored at the start and cannot backtrack over a long line more than once.
 */
const TAB_COLUMNS = 4;
/** From here on a line belongs to the bullet above it; fields and headings stand further left. */
export const NESTED_COLUMNS = 2;
/** From here on a line outside a list is indented code. */
export const CODE_COLUMNS = 4;

export function indentOf(line: string): number {
  let columns = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === ' ') columns += 1;
    else if (line[at] === '\t') columns += TAB_COLUMNS - (columns % TAB_COLUMNS);
    else break;
  }
  return columns;
}

const BULLET = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(.*))?$/s;
const CHECKBOX = /^(?:\[[ xX]\](?:\s+|$))+/;

/**
 * Text of a bullet line without its marker, or null. A task-list box in front of the text is no
 * part of it.
 */
export function bulletOf(line: string): string | null {
  const match = BULLET.exec(line);
  return match === null ? null : cleanItem(match[1] ?? '');
}

const HEADING = /^ ?(#{1,6})[ \t]+(\S.*)$/s;

export function headingOf(line: string): { level: number; text: string } | null {
  if (!line.includes('#')) return null;
  const match = HEADING.exec(line);
  if (match === null) return null;
  return { level: (match[1] ?? '').length, text: foldValue(match[2] ?? '') };
}

const LABEL = /^ ?([A-Za-z][A-Za-z0-9-]*):(?!\/\/)(.*)$/s;

export function labelOf(line: string): { label: string; value: string } | null {
  if (!line.includes(':')) return null;
  const match = LABEL.exec(line);
  if (match === null) return null;
  return { label: match[1] ?? '', value: foldValue(match[2] ?? '') };
}

export function isRule(line: string): boolean {
  if (!RULE_MARKS.has(line.trimStart().charAt(0))) return false;
  return /^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$/.test(line);
}

const RULE_MARKS = new Set(['-', '*', '_']);

export interface Fence {
  readonly indent: number;
  readonly mark: string;
}

const FENCE = /^[ \t]*(`{3,}|~{3,})(.*)$/s;

export function fenceOf(line: string): Fence | null {
  if (!line.includes('```') && !line.includes('~~~')) return null;
  const match = FENCE.exec(line);
  const mark = match?.[1];
  if (mark === undefined) return null;
  if (mark.startsWith('`') && match?.[2]?.includes('`')) return null;
  return { indent: indentOf(line), mark };
}

export function closesFence(line: string, fence: Fence): boolean {
  const text = line.trim();
  return text.startsWith(fence.mark) && text === fence.mark.charAt(0).repeat(text.length);
}

const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/** One line without control characters: what a title, a value or an item may be. */
export function foldValue(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

export function cleanItem(text: string): string {
  return foldValue(text).replace(CHECKBOX, '');
}

/** Words that people write where there is nothing to write. */
export function isPlaceholder(text: string): boolean {
  return /^(?:none|n\/a|-)\.?$/i.test(text);
}

/** Cuts at a word where one is near; the result has at most `length` characters. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = headOf(text, length - 3);
  const space = head.lastIndexOf(' ');
  return `${head.slice(0, space > length / 2 ? space : head.length).trimEnd()}...`;
}

/** Drops blank lines at both ends; the indentation of the first line of text stays. */
export function trimBlankLines(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}
