import { clip } from '../documents/lines.ts';
import type { ListField } from '../plan/index.ts';
import type { Block } from './lines/blocks.ts';
import { type Miss, missesOf } from './misses.ts';
import { type Found, Parsed } from './parsed.ts';
import type { SectionStart } from './sections/section.ts';

const SHOWN_LENGTH_MAX = 80;
/** Lines that are tried, the nearest first. */
const TRIALS_MAX = 5;
/** A longer document is not read again for a trial. */
const TRIAL_LENGTH_MAX = 262_144;

/** What stands below an item is indented by as much. */
const ITEM_MARK = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

export interface Advice {
  /** From 0, among the lines that were read; null = the document as a whole. */
  readonly at: number | null;
  readonly message: string;
}

/**
 * What to write so that a list is there: the line that comes nearest to it with the one to write
 * instead, which was tried, else what to add. It never takes a word away from what was asked for.
 */
export function adviceFor(field: ListField, parsed: Parsed, found: Found): Advice {
  const [empty] = found.sections.emptyOf(field.key);
  if (empty !== undefined) return emptySection(field, parsed, empty);
  const what = `No line names the ${field.label} list.`;
  const near = missesOf(field, parsed).slice(0, TRIALS_MAX);
  const miss = near.find((one) => helps(field, parsed, one));
  if (miss === undefined) return unnamedList(field, parsed.blocks, what);
  const message = `${what} "${shown(parsed, miss.at)}" comes nearest: write "${miss.instead}" there.`;
  return { at: miss.at, message };
}

/** Whether the document has the list once the line is written instead. */
function helps({ key }: ListField, { text, source, grammar }: Parsed, { at, instead }: Miss) {
  const line = source.lines[at];
  const lines = text.split('\n');
  if (line === undefined || lines[line.line - 1] !== line.raw) return false;
  if (text.length > TRIAL_LENGTH_MAX) return true;
  const tried = new Parsed(lines.with(line.line - 1, instead).join('\n'), grammar);
  return tried.found().sections.has(key);
}

function emptySection(field: ListField, parsed: Parsed, { place }: SectionStart): Advice {
  const raw = parsed.source.lines[place.line]?.raw ?? '';
  const indent = ' '.repeat(ITEM_MARK.exec(raw)?.[0].length ?? 0);
  const message =
    `"${shown(parsed, place.line)}" has no item below it. Write one line "${indent}- ..." below ` +
    `it for each thing that must hold, or give them as ${field.key}.`;
  return { at: place.line, message };
}

/** A list below no heading, or below the title. */
function unnamedList(field: ListField, blocks: readonly Block[], what: string): Advice {
  const lists = blocks.filter((block) => block.kind === 'list');
  const largest = lists.sort((a, b) => b.items.length - a.items.length)[0];
  if (largest === undefined)
    return { at: null, message: `${what} To have one, ${addition(field)}` };
  const message =
    `${what} A list begins on this line: when it says what must hold, write ` +
    `"## ${field.label}" on a line of its own above it. Else ${addition(field)}`;
  return { at: largest.line, message };
}

function addition({ label, key }: ListField): string {
  return (
    `add the lines "## ${label}" and below it "- ..." for each thing that must hold, ` +
    `or give them as ${key}.`
  );
}

function shown({ source }: Parsed, at: number): string {
  return clip((source.lines[at]?.raw ?? '').trim(), SHOWN_LENGTH_MAX);
}
