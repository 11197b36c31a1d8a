import type { Block, Code, List, ListItem, Paragraph } from '../lines/blocks.ts';
import type { Names } from '../words/names.ts';
import type { Steps } from '../words/steps.ts';
import { itemText } from '../words/text.ts';
import { type Piece, type Place, PREFIX_LENGTH_MAX } from './piece.ts';
import { piecesOfTable } from './table.ts';

export interface Reading {
  readonly names: Names;
  readonly steps: Steps;
  /** Told of code among items, which stays in the prose: items are single lines. */
  readonly code: (place: Place) => void;
}

/** Deeper lists are read as if they stood this deep. Source: no document that was seen nests deeper. */
const DEPTH_MAX = 16;
const BOLD = /^(\*\*|__)[^*_]+\1$/;

/**
 * Every item of a list, a nested one below the item above it. An item that only names what is below
 * it is no item of its own, unless it is too long to stand in front of them.
 */
export function piecesOfList(list: List, prefix: readonly string[], reading: Reading): Piece[] {
  const out: Piece[] = [];
  for (const item of list.items) addItem(item, prefix, reading, out);
  return out;
}

function addItem(item: ListItem, prefix: readonly string[], reading: Reading, out: Piece[]): void {
  const own = item.blocks.filter(isText);
  const raw = own.map((block) => (block.kind === 'heading' ? block.text : joinLines(block)));
  const text = itemText(raw.join(' '));
  const at = out.length;
  if (text !== '') out.push({ kind: 'item', text, prefix, places: own });
  if (own.length === item.blocks.length) return;
  const isStep = reading.steps.meaningOf(text).size > 0;
  const isDeep = text === '' || isStep || prefix.length >= DEPTH_MAX;
  const below = isDeep ? prefix : [...prefix, text];
  for (const block of item.blocks) addBelow(block, below, reading, out);
  const isNamed = /[:\uff1a]$/.test(text) || BOLD.test(raw.join(' ').trim());
  const isName = isNamed && text.length <= PREFIX_LENGTH_MAX;
  if (text === '' || out.length === at + 1) return;
  if (isStep) foldStep(out, at, reading.steps);
  else if (isName) dropName(out, at);
}

/** Its lines go with the first item below it. */
function dropName(out: Piece[], at: number): void {
  const [name, first] = out.slice(at, at + 2);
  if (name === undefined || first === undefined) return;
  out.splice(at, 2, { ...first, places: [...first.places, ...name.places] });
}

/** What is nested in a step belongs to its sentence, unless it is a step itself. */
function foldStep(out: Piece[], at: number, steps: Steps): void {
  const [step, ...nested] = out.slice(at);
  if (step === undefined || nested.every(({ text }) => steps.meaningOf(text).size > 0)) return;
  const text = `${step.text} ${nested.map((piece) => piece.text).join('; ')}`;
  const places = [step, ...nested].flatMap((piece) => piece.places);
  out.splice(at, out.length - at, { ...step, text, places });
}

function isText(block: Block): block is Extract<Block, { kind: 'paragraph' | 'heading' }> {
  return block.kind === 'paragraph' || block.kind === 'heading';
}

function addBelow(block: Block, prefix: readonly string[], reading: Reading, out: Piece[]): void {
  if (block.kind === 'list') for (const item of block.items) addItem(item, prefix, reading, out);
  else if (block.kind === 'table') {
    for (const piece of piecesOfTable(block, prefix, reading.names)) out.push(piece);
  } else if (block.kind === 'code') reading.code(block);
}

const BULLET = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$/s;

/** A list that is indented so far that markdown takes it for code. */
export function piecesOfIndented({ lines, line }: Code, prefix: readonly string[]): Piece[] {
  return lines.flatMap((raw, at) => {
    const text = itemText(BULLET.exec(raw)?.[1] ?? '');
    const places = [{ line: line + at, end: line + at + 1 }];
    return text === '' ? [] : [{ kind: 'item' as const, text, prefix, places }];
  });
}

export function joinLines({ lines }: Pick<Paragraph, 'lines'>): string {
  return lines.length === 1 ? (lines[0] ?? '') : lines.map((line) => line.trim()).join(' ');
}
