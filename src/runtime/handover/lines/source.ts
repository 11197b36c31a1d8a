import { closesFence, type Fence, fenceOf } from '../../documents/lines.ts';
import type { Names } from '../words/names.ts';
import { type FrontMatter, frontMatterOf } from './front-matter.ts';
import { HtmlReader, hasHtml, type SourceLine } from './html.ts';

/** A document as the reader of markdown gets it, line by line. */
export interface Source {
  readonly lines: readonly SourceLine[];
  readonly frontMatter: FrontMatter | null;
  /** Numbers of the lines that open a fence which nothing closes; they are read as prose. */
  readonly openFences: readonly number[];
}

/**
 * Marks of a list that markdown does not know: round and square bullets and dashes, boxes, and
 * numbers as they are written in Chinese and Japanese or in brackets.
 */
const BULLETS =
  /(?:[\u2022\u2023\u2043\u2219\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u00b7\u2013\u2014]\s+|\u30fb\s*)/;
const BOXES = /([\u2610-\u2612\u2713\u2714\u2705\u25a1\u2b1c\u{1f532}\u{1f533}]\ufe0f?\s+)/u;
const BRACKETED = /([(\uff08]?(?:\d{1,3}|[a-z])[)\uff09]\s*(?=\S))/;
const NUMBERS = /(?:\d{1,3}(?:[\u3001\uff0e]|\.(?=[^\s\d.]))|[\u2460-\u2473])\s*/;
const MARKS = [BULLETS, BOXES, BRACKETED, NUMBERS].map(({ source }) => source);
const BULLET = new RegExp(`^(\\s*)(?:${MARKS.join('|')})`, 'u');
const TIGHT_TITLE = /^#([^#\s].*)$/;
const TIGHT_HEADING = /^ {0,3}(#{2,6})([^#\s].*)$/;
/** Lines that begin like this are looked at; all others are as markdown takes them. */
const ODD = /^\s*(?:[^\sA-Za-z*+>|`~=_-]|[a-z]\)\s)/;
const INDENT_MAX = 12;

/** Fences without an end that are read as prose. */
const OPEN_FENCES_MAX = 20;

/** `names` tells items that are known by their id, such as `AC1: ...` on a line of its own. */
export function sourceOf(text: string, names: Names): Source {
  const raw = unwrapped(text.split('\n'));
  const frontMatter = frontMatterOf(raw);
  const openFences = openFencesOf(raw, frontMatter);
  const lines: SourceLine[] = [];
  const html = new HtmlReader();
  const first = raw.findIndex((line) => line.trim() !== '');
  let fence: Fence | null = null;
  for (const [at, line] of raw.entries()) {
    const as = (readable: string) => ({ text: readable, line: at + 1, raw: line });
    if (isIn(frontMatter, at) || openFences.includes(at)) {
      lines.push(as(''));
      continue;
    }
    const isCode = fence !== null;
    if (fence === null) fence = fenceOf(line);
    else if (closesFence(line, fence)) fence = null;
    if (isCode || fence !== null) lines.push(as(line));
    else if (html.isOpen || hasHtml(line)) lines.push(...html.read(line, at + 1));
    else lines.push(as(readableOf(at === first ? line.replace(TIGHT_TITLE, '# $1') : line, names)));
  }
  return { lines, frontMatter, openFences: openFences.map((at) => at + 1) };
}

function isIn(frontMatter: FrontMatter | null, at: number): boolean {
  return frontMatter !== null && at >= frontMatter.from && at < frontMatter.to;
}

/**
 * A fence that nothing closes is mostly the end of one in which others were nested; what is below
 * it is meant to be read.
 */
function openFencesOf(lines: readonly string[], frontMatter: FrontMatter | null): number[] {
  const found: number[] = [];
  let from = frontMatter?.to ?? 0;
  while (found.length < OPEN_FENCES_MAX) {
    const open = openFenceFrom(lines, from);
    if (open === null) break;
    found.push(open);
    from = open + 1;
  }
  return found;
}

function openFenceFrom(lines: readonly string[], from: number): number | null {
  let fence: Fence | null = null;
  let start = 0;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (fence === null) {
      fence = fenceOf(line);
      start = at;
    } else if (closesFence(line, fence)) fence = null;
  }
  return fence === null ? null : start;
}

/** A document that was pasted as one block of code, as chat clients show markdown. */
function unwrapped(lines: string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const fence = first < 0 ? null : fenceOf(lines[first] ?? '');
  if (fence === null || !/^[`~]{3,}\s*(?:md|markdown)\s*$/i.test(lines[first] ?? '')) return lines;
  if (!closesFence(lines[last] ?? '', fence)) return lines;
  return lines.map((line, at) => (at === first || at === last ? '' : line));
}

/** Headings of AsciiDoc and of Jira. */
const OTHER_HEADING = /^(?:(={1,6})\s+|h([1-6])\.\s+)(\S.*)$/;

function readableOf(line: string, names: Names): string {
  const other = line.startsWith('=') || line.startsWith('h') ? OTHER_HEADING.exec(line) : null;
  if (other !== null) return `${'#'.repeat(other[1]?.length ?? Number(other[2]))} ${other[3]}`;
  if (!ODD.test(line)) return hasItemId(line, names) ? `- ${line}` : line;
  const heading = TIGHT_HEADING.exec(line);
  if (heading !== null) return `${heading[1]} ${heading[2]}`;
  const bullet = BULLET.exec(line);
  if (bullet === null || (bullet[1] ?? '').length > INDENT_MAX) return line;
  const [all, indent = '', box = '', number = ''] = bullet;
  return `${indent}- ${box}${/^[(\uff08]/.test(number) ? number : ''}${line.slice(all.length)}`;
}

function hasItemId(line: string, names: Names): boolean {
  return /^[*_[(]{0,3}[A-Z]{1,5}[-_. #]?\d/.test(line) && names.hasItemId(line);
}
